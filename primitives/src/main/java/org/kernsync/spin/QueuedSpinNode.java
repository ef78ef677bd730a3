package org.kernsync.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.internal.WaitNode;

/**
 * One wait in the queue of a {@link QueuedSpinLock}: where its thread spins, what others tell it
 * and what it tells them. A node serves one wait and is then left to the garbage collector, so
 * nobody who still looks at it can take it for another: there is no ABA.
 */
sealed class QueuedSpinNode permits QueuedSpinIdle {
  /*
   * field        written by                                  written with    read with
   * thread,      constructor                                 final           plain
   * idle
   * state        the waiter, its predecessor, who unlocks    volatile, CAS   volatile, opaque
   * next         the successor when it comes; who leaves;    CAS; opaque     acquire
   *              who sweeps out abandoned nodes
   * the others   the waiter                                  plain           plain, by the waiter
   *
   * state       who is it              who moves it on, and to what
   * WAITING     not first, awake       waiter: PARKED, ABANDONED; predecessor: HEAD
   * PARKED      not first, may sleep   waiter: ABANDONED; predecessor: ASLEEP, or HEAD and wakes it
   * HEAD        first, awake           waiter: ASLEEP, DEMANDING, ABANDONED
   * ASLEEP      first, wants a wake    who unlocks: HEAD and wakes it; waiter: HEAD, ABANDONED
   * DEMANDING   first, has lost long   who unlocks: GRANTED and wakes it; waiter: ABANDONED
   * GRANTED     holds the lock         nobody
   * ABANDONED   waits no more          nobody
   *
   * Each transition that two could race for is one CAS. A waiter that takes the lock by itself
   * leaves its state as it is: only a holder grants, so nobody grants from then on.
   *
   * next: null until the successor comes; LEFT once the node is done with and nobody had come. Both
   * are a CAS from null, so exactly one of the two learns that the other was first.
   */
  static final int WAITING = 0;
  static final int PARKED = 1;
  static final int HEAD = 2;
  static final int ASLEEP = 3;
  static final int DEMANDING = 4;
  static final int GRANTED = 5;
  static final int ABANDONED = 6;

  /** In place of a successor: the node was left before one came. */
  static final QueuedSpinNode LEFT = new QueuedSpinNode(null, null);

  /** Who waits. */
  final Thread thread;

  /** Of the waiter alone: which step comes next. */
  int step;

  /** Of the waiter alone: the first step that is a park. */
  int limit;

  /** Of the waiter alone: whether it has parked since it last looked. */
  boolean parked;

  /** Of the waiter alone: whether it knows that it is first. */
  boolean first;

  /** Of the waiter alone: whether an interrupt came, whose flag is to be set again. */
  boolean interrupted;

  /**
   * Of the waiter alone: when it first lost the lock after it had been woken for it; 0 if never.
   */
  long lostSinceNanos;

  private final QueuedSpinIdle idle;
  private volatile int state;
  private volatile QueuedSpinNode next;

  QueuedSpinNode(Thread thread, QueuedSpinIdle idle) {
    this.thread = thread;
    this.idle = idle;
  }

  /** Makes the node of a wait; null if there is no memory for it. */
  static QueuedSpinNode allocateOrNull(Thread waiter, QueuedSpinIdle idle) {
    try {
      WaitNode.failIfStarved();
      return new QueuedSpinNode(waiter, idle);
    } catch (OutOfMemoryError noNode) {
      return null;
    }
  }

  /** What stands at the head of the line when nobody waits. */
  QueuedSpinIdle idle() {
    return idle;
  }

  /** Starts a series of steps. */
  final void beginSteps(int firstStep, int parkStep) {
    step = firstStep;
    limit = parkStep;
  }

  /** For who unlocks: whether the first in line wants anything of it. */
  final boolean asks() {
    // opaque: QL2, pairs with #setStateVolatile; a CAS decides
    int seen = (int) STATE.getOpaque(this);
    return seen == ASLEEP || seen == DEMANDING;
  }

  final boolean isAbandoned() {
    return stateVolatile() == ABANDONED;
  }

  final int stateVolatile() {
    // volatile: QL3, pairs with #casState, #setStateVolatile; the token, with a grant also the
    // critical section, and
    // not before the permit that ended the last park was taken
    return (int) STATE.getVolatile(this);
  }

  final void setStateVolatile(int update) {
    // volatile: QL2, QL3, pairs with #asks, #casState, #stateVolatile; only the waiter itself moves
    // HEAD on
    STATE.setVolatile(this, update);
  }

  final boolean casState(int expected, int update) {
    // volatile: QL3, pairs with #stateVolatile, #setStateVolatile, #casState; publishes what came
    // before, and
    // stands before the load of the permit in the unpark that may follow
    return STATE.compareAndSet(this, expected, update);
  }

  final QueuedSpinNode nextAcquire() {
    // acquire: QL4, pairs with #link, #replaceNext; the successor's node
    return (QueuedSpinNode) NEXT.getAcquire(this);
  }

  /** Appends a node; false if this one was left before: then the caller is first. */
  final boolean link(QueuedSpinNode successor) {
    // volatile: QL4, pairs with #nextAcquire, #leave; publishes the node or takes the token
    return NEXT.compareAndSet(this, (QueuedSpinNode) null, successor);
  }

  /** Says that nobody is here any more; false if a successor has come. */
  final boolean leave() {
    // volatile: QL4, pairs with #link; passes the token
    return NEXT.compareAndSet(this, (QueuedSpinNode) null, LEFT);
  }

  /** Links past an abandoned node. May fail if somebody else does the same. */
  final void replaceNext(QueuedSpinNode abandoned, QueuedSpinNode update) {
    // release: QL4, pairs with #nextAcquire; passes on what the caller acquired
    boolean unused = NEXT.weakCompareAndSetRelease(this, abandoned, update);
  }

  /** Lets go of the rest of the queue: an old node that died must not keep young ones alive. */
  final void forget() {
    NEXT.setOpaque(this, LEFT); // opaque: nothing hangs on it, who comes here finds an end
  }

  private static final VarHandle STATE;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE =
          lookup.findVarHandle(QueuedSpinNode.class, "state", int.class).withInvokeExactBehavior();
      NEXT =
          lookup
              .findVarHandle(QueuedSpinNode.class, "next", QueuedSpinNode.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
