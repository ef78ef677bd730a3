package org.kernsync.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One waiting thread on a first-in-first-out list. The list is circular and is known by its last
 * node alone ({@code tail.next} is the first), so that a primitive pays one field for it. The list
 * operations are static: they take the old tail, return the new one, and must run under the guard
 * of the primitive that owns the list.
 */
public final class WaitNode {
  /*
   * field          written by                              written with    read with
   * thread         constructor                             final           plain
   * prev, next     who holds the list's guard              plain           plain, under the guard
   * conditionNext  who holds the condition's lock          plain           plain, under that lock
   * status         the granter, under the list's guard;    volatile, CAS   volatile
   *                a condition's signaller and waiter
   *
   * status: WAITING or WAITING_SHARED -> GRANTED; on a condition first CONDITION -> WAITING
   * (signalled) or CONDITION -> CANCELLED (the wait gave up, decided by one CAS).
   *
   * Visibility: the pair on status is called N1. Whoever sees GRANTED sees all that the granter did
   * before.
   *
   * N1 is volatile, because a store-load lies between the grant and LockSupport.unpark. The unpark of
   * a virtual thread whose permit is there already is one load of that permit and nothing else. With
   * a release store the granter could load a permit that was left over from an earlier wake-up while
   * its grant is still on the way; the waiter takes that permit, finds no grant, and parks for ever.
   * Both sides volatile: either the waiter sees the grant, or the unpark sees that the permit is gone.
   */

  /** On a list, or about to be. */
  public static final int WAITING = 0;

  /** What the node waited for is the thread's; the node is on no list. */
  public static final int GRANTED = 1;

  /** On a condition's list, neither signalled nor given up. */
  public static final int CONDITION = 2;

  /** Gave up its wait on a condition before it was signalled. */
  public static final int CANCELLED = 3;

  /** On a list, or about to be, for a hold that others may share. */
  public static final int WAITING_SHARED = 4;

  /** The thread for which allocation fails: what a test sets instead of filling the heap. */
  private static volatile Thread starved;

  /** Who waits. */
  public final Thread thread;

  /** The next node of a condition's list. */
  public WaitNode conditionNext;

  private WaitNode prev;
  private WaitNode next;
  private volatile int status;

  private WaitNode(Thread thread, int status) {
    this.thread = thread;
    this.status = status; // volatile: as good as any, the node is not shared yet
  }

  /**
   * Makes a node for the calling thread.
   *
   * @param status the status to begin with
   * @return the node
   * @throws OutOfMemoryError if there is no memory for it
   */
  public static WaitNode allocate(int status) {
    failIfStarved();
    return new WaitNode(Thread.currentThread(), status);
  }

  /**
   * Where a test has asked for it, fails as an allocation would.
   *
   * @throws OutOfMemoryError if a test starves the calling thread
   */
  public static void failIfStarved() {
    if (starved == Thread.currentThread()) { // volatile: a test asks its own thread, or waits
      throw new OutOfMemoryError("injected by a test");
    }
  }

  /**
   * Makes a node for the calling thread, where going without one is possible.
   *
   * @return the node, {@link #WAITING}; null if there is no memory for it
   */
  public static WaitNode allocateOrNull() {
    return allocateOrNull(WAITING);
  }

  /**
   * Makes a node for the calling thread, where going without one is possible.
   *
   * @param status the status to begin with
   * @return the node; null if there is no memory for it
   */
  public static WaitNode allocateOrNull(int status) {
    try {
      return allocate(status);
    } catch (OutOfMemoryError noNode) {
      return null;
    }
  }

  /**
   * For tests: lets every allocation by one thread fail.
   *
   * @param thread the thread; null for nobody
   */
  public static void starve(Thread thread) {
    starved = thread; // volatile: as in #failIfStarved
  }

  /**
   * Whether the thread was given what it waited for.
   *
   * @return true once granted
   */
  public boolean isGranted() {
    return statusVolatile() == GRANTED;
  }

  /**
   * Whether the thread waits for a hold that others may share. Settled for whoever holds the guard
   * of the list that the node is on.
   *
   * @return true while it does
   */
  public boolean isWaitingShared() {
    return statusVolatile() == WAITING_SHARED;
  }

  /**
   * The status.
   *
   * @return one of the five constants
   */
  public int statusVolatile() {
    // volatile: N1, pairs with #setStatusVolatile, #casStatus; what the granter or signaller did,
    // and not before the permit that ended the last park was taken
    return (int) STATUS.getVolatile(this);
  }

  /**
   * Publishes a new status. For whoever holds the guard of the list that the node is on.
   *
   * @param newStatus the status
   */
  public void setStatusVolatile(int newStatus) {
    // volatile: N1, pairs with #statusVolatile; publishes what the granter did for the waiter, and
    // stands before the load of the permit in the unpark that follows
    STATUS.setVolatile(this, newStatus);
  }

  /**
   * Decides between a signal and a wait that gives up.
   *
   * @param expected the status that must be found
   * @param newStatus the status to set
   * @return true if this call set it
   */
  public boolean casStatus(int expected, int newStatus) {
    // volatile: N1, pairs with #statusVolatile, #casStatus; one of signal and cancel wins
    return STATUS.compareAndSet(this, expected, newStatus);
  }

  /**
   * The first node of a list.
   *
   * @param tail the last node, null if the list is empty
   * @return the node that has waited longest; null if the list is empty
   */
  public static WaitNode first(WaitNode tail) {
    return tail == null ? null : tail.next;
  }

  /**
   * Appends a node.
   *
   * @param tail the last node, null if the list is empty
   * @param node a node that is on no list
   * @return the new tail
   */
  public static WaitNode append(WaitNode tail, WaitNode node) {
    if (tail == null) {
      node.prev = node;
      node.next = node;
    } else {
      node.prev = tail;
      node.next = tail.next;
      node.next.prev = node;
      tail.next = node;
    }
    return node;
  }

  /**
   * Removes a node.
   *
   * @param tail the last node
   * @param node a node of this list
   * @return the new tail, null if the list is now empty
   */
  public static WaitNode remove(WaitNode tail, WaitNode node) {
    WaitNode before = node.prev;
    before.next = node.next;
    node.next.prev = before;
    node.prev = null; // a dead node must not keep live ones from being collected
    node.next = null;
    if (node != tail) {
      return tail;
    }
    return before == node ? null : before;
  }

  /**
   * Links this node, which is on no list, behind the nodes that were taken before, so that a waker
   * can wake them after it dropped the guard.
   *
   * @param taken the last of the nodes taken before, null for none
   * @return the chain with the node as its last
   */
  public WaitNode chainBehind(WaitNode taken) {
    if (taken != null) {
      taken.next = this;
    }
    return this;
  }

  /**
   * Takes the successor off a chain made by {@link #chainBehind}.
   *
   * @return the next node of the chain, null at its end
   */
  public WaitNode unchain() {
    WaitNode successor = next;
    next = null;
    return successor;
  }

  /**
   * Counts a list.
   *
   * @param tail the last node, null if the list is empty
   * @return the number of nodes
   */
  public static int length(WaitNode tail) {
    int length = 0;
    if (tail != null) {
      WaitNode node = tail;
      do {
        length++;
        node = node.next;
      } while (node != tail);
    }
    return length;
  }

  private static final VarHandle STATUS;

  static {
    try {
      STATUS =
          MethodHandles.lookup()
              .findVarHandle(WaitNode.class, "status", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
