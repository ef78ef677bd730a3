package org.kernsync.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A list without locks that many threads add to and that is taken whole or from its head, last in,
 * first out: {@code llist} of Linux.
 *
 * <p>Use it to hand work to a thread that comes by now and then: any thread adds, in any context,
 * and the owner takes all there is with one atomic instruction. Where elements must come out in the
 * order of their adding one by one, take a {@link java.util.concurrent.ConcurrentLinkedQueue}; for
 * one thread at each end, a ring.
 *
 * <pre>{@code
 * final class Job extends LockFreeListNode<Job> { ... }
 *
 * private final LockFreeList<Job> jobs = new LockFreeList<>();
 *
 * void submit(Job job) {
 *   if (jobs.add(job)) {                       // was empty: nobody has called the worker yet
 *     LockSupport.unpark(worker);
 *   }
 * }
 *
 * void work() {
 *   Job job = LockFreeList.reverseOrder(jobs.delAll());   // oldest first
 *   while (job != null) {
 *     Job rest = LockFreeList.detach(job);     // from here on the job may be added again
 *     job.run();
 *     job = rest;
 *   }
 * }
 * }</pre>
 *
 * <p><b>Who may run at the same time as whom.</b> "Safe" needs no lock; "lock" means that these two
 * exclude each other by a lock of yours, whatever runs besides.
 *
 * <table>
 * <caption>Two operations of the same list</caption>
 * <tr><th></th><th>add, addBatch</th><th>delAll</th><th>delFirst</th><th>delFirstThis</th></tr>
 * <tr><th>add, addBatch</th><td>safe</td><td>safe</td><td>safe</td><td>safe</td></tr>
 * <tr><th>delAll</th><td></td><td>safe</td><td>lock</td><td>lock</td></tr>
 * <tr><th>delFirst</th><td></td><td></td><td>lock</td><td>lock</td></tr>
 * <tr><th>delFirstThis</th><td></td><td></td><td></td><td>safe, for different nodes</td></tr>
 * </table>
 *
 * <p>{@code isEmpty} is safe with all. The static methods work on a chain, which belongs to whoever
 * took or built it.
 *
 * <p><b>Why the lock.</b> {@code delFirst} reads the first node A and the one behind it, B, and
 * then replaces A by B if A is still the first. If another thread takes A and B in between and A is
 * added again, A <em>is</em> the first, and B comes back although it was taken (ABA). Garbage
 * collection prevents this where each adding makes a new node; nodes that are added again are the
 * point of this class.
 *
 * <p><b>Context:</b> any thread, platform or virtual. Nothing allocates.
 *
 * <p><b>Progress:</b> {@code delAll} is one atomic instruction; {@code add} and {@code delFirst}
 * are lock-free loops, so one thread may lose again and again while others win.
 *
 * <p><b>Memory effects:</b> what a thread did before it added a node happens-before what follows
 * the taking of that node; and what it did before it took a node, before what follows an {@code
 * add} that found the list as it left it. An {@code add} is not a full fence: who adds and then
 * looks whether the taker sleeps (a volatile field, or a fence between) orders that himself.
 *
 * <p><b>Differences from Linux:</b> a node knows whether it is on a list, always: taking one marks
 * it ({@code llist_del_first_init} is {@code delFirst}), and adding one that is on a list throws.
 * Two threads that add the same node at the same time are not noticed.
 *
 * @param <N> the class of the nodes
 */
public final class LockFreeList<N extends LockFreeListNode<N>> {
  /*
   * field      written by               written with               read with
   * head       add, addBatch            CAS volatile               opaque (a guess), volatile
   *            delAll                   exchange volatile          acquire (delFirst, delFirstThis)
   *            delFirst, delFirstThis   CAS volatile
   * next       whoever has the node     plain                    plain: LL2, see LockFreeListNode
   *
   * Visibility: LL1. A taker reads head from the update of the last adder only; but all updates of
   *   head are volatile, so each synchronizes with the next, and the taker is behind all of them.
   *   No release sequence is needed, of which Java's modes do not speak.
   * delFirst: between its two reads and its CAS only adders run, so a first node A stays on the list,
   *   and next of A stays as it is. If head is A at the CAS, the list from B on is the same.
   * delFirstThis: a node is only taken by the one thread that asks for it. While A is on the list,
   *   nothing behind A can be taken, and A only by this thread.
   */
  private volatile LockFreeListNode<N> head;

  /** Makes an empty list. */
  public LockFreeList() {}

  /**
   * Adds a node in front.
   *
   * @param node a node that is on no list and no chain
   * @return whether the list was empty before
   * @throws IllegalStateException if the node is on a list or chain; nothing has changed then
   */
  public boolean add(N node) {
    if (node.isOnList()) {
      throw new IllegalStateException("on a list already: " + node);
    }
    try {
      return publish(node, node);
    } catch (StackOverflowError notAdded) {
      node.next = node; // plain: the caller's again
      throw notAdded;
    }
  }

  /**
   * Adds a chain in front, in one step. A chain is not told apart from nodes that are on a list,
   * nor is it checked what lies between the two ends.
   *
   * @param first the first node of the chain
   * @param last its last node
   * @return whether the list was empty before
   * @throws IllegalStateException if {@code first} is on no chain, or {@code last} is not the end
   *     of one; nothing has changed then
   */
  public boolean addBatch(N first, N last) {
    if (!first.isOnList() || last.next != null) { // plain: LL2, this thread's
      throw new IllegalStateException("no chain from " + first + " to its end " + last);
    }
    try {
      return publish(first, last);
    } catch (StackOverflowError notAdded) {
      last.next = null; // plain: the caller's again
      throw notAdded;
    }
  }

  private boolean publish(N first, N last) {
    while (true) {
      N front = headOpaque(); // opaque: a guess that the compare-and-set verifies
      last.next = front; // plain: LL2, pairs with #behind; nobody else has the node yet
      // volatile: LL1, pairs with #delAll, #delFirst, #delFirstThis, #isEmpty; publishes the nodes
      if (weakCasHeadVolatile(front, first)) {
        return front == null;
      }
    }
  }

  /**
   * Takes all nodes.
   *
   * @return the first of a chain, in the order of the list: the last added first; null if empty
   */
  public N delAll() {
    if (isEmpty()) {
      return null;
    }
    return exchangeHeadVolatile(null); // volatile: LL1, pairs with #publish; the nodes
  }

  /**
   * Takes the node that was added last. See above about other threads that take.
   *
   * @return the node, on no list now; null if the list was empty
   */
  public N delFirst() {
    while (true) {
      // volatile: LL1, pairs with #publish; its next, and not before a permit that the caller took:
      // see #isEmpty
      N first = headVolatile();
      if (first == null) {
        return null;
      }
      // volatile: LL1, pairs with #publish; the node
      if (weakCasHeadVolatile(first, behind(first))) {
        first.next = first; // plain: LL2, now this thread's; no call, see there
        return first;
      }
    }
  }

  /**
   * Takes a certain node if it is the one that was added last. Several threads may do so, each with
   * a node of its own.
   *
   * @param node the node, on no other list or chain
   * @return whether it was the first; it is on no list then. False changes nothing
   */
  public boolean delFirstThis(N node) {
    Objects.requireNonNull(node, "node");
    while (headVolatile() == node) { // volatile: LL1, pairs with #publish; its next
      // volatile: LL1, pairs with #publish; the node
      if (weakCasHeadVolatile(node, behind(node))) {
        node.next = node; // plain: LL2, as in #delFirst
        return true;
      }
    }
    return false;
  }

  /**
   * Whether there is no node. Out of date as soon as it is known.
   *
   * @return true if empty
   */
  public boolean isEmpty() {
    // volatile: LL1, pairs with #publish; behind the store by which the caller took the permit that
    // ended its park: who adds and then unparks it must be seen, for on JDK 25 the unpark of a
    // virtual thread that has a permit is a single load
    return headVolatile() == null;
  }

  // Chains: linked nodes that one thread has for itself.

  /**
   * Puts a node before a chain: to build one for {@link #addBatch}.
   *
   * @param <N> the class of the nodes
   * @param node a node that is on no list and no chain
   * @param chain the first of the chain; null for none
   * @return the first of the longer chain: the node
   * @throws IllegalStateException if the node is on a list or chain, or {@code chain} is not the
   *     first of one; nothing has changed then
   */
  public static <N extends LockFreeListNode<N>> N link(N node, N chain) {
    if (node.isOnList()) {
      throw new IllegalStateException("on a list already: " + node);
    }
    if (chain != null && !chain.isOnList()) {
      throw new IllegalStateException("on no chain: " + chain);
    }
    node.next = chain; // plain: LL2, this thread's
    return node;
  }

  /**
   * Takes the first node off a chain. From here on it can be added again.
   *
   * @param <N> the class of the nodes
   * @param first the first of the chain
   * @return the first of what is left; null if nothing is
   * @throws IllegalStateException if the node is on no chain
   */
  public static <N extends LockFreeListNode<N>> N detach(N first) {
    N rest = next(first);
    first.next = first; // plain: LL2, this thread's
    return rest;
  }

  /**
   * The node behind another, on a chain.
   *
   * @param <N> the class of the nodes
   * @param node a node of a chain
   * @return the next one; null if it is the last
   * @throws IllegalStateException if the node is on no chain
   */
  public static <N extends LockFreeListNode<N>> N next(N node) {
    if (!node.isOnList()) {
      throw new IllegalStateException("on no chain: " + node);
    }
    return behind(node);
  }

  /**
   * Turns a chain round: what came off a list, into the order of its adding.
   *
   * @param <N> the class of the nodes
   * @param first the first of the chain; null for none
   * @return the first of the same nodes in the other order; null for none
   */
  public static <N extends LockFreeListNode<N>> N reverseOrder(N first) {
    N turned = null;
    for (N node = first; node != null; ) {
      N rest = next(node);
      node.next = turned; // plain: LL2, this thread's
      turned = node;
      node = rest;
    }
    return turned;
  }

  /**
   * Looks at the nodes of a chain, in order. The chain stays as it is, also if the action throws;
   * the action may detach the node that it is given.
   *
   * @param <N> the class of the nodes
   * @param first the first of the chain; null for none
   * @param action what to do with each
   */
  public static <N extends LockFreeListNode<N>> void forEach(N first, Consumer<? super N> action) {
    Objects.requireNonNull(action, "action");
    for (N node = first; node != null; ) {
      N rest = next(node); // before the action, which may detach or recycle the node
      action.accept(node);
      node = rest;
    }
  }

  /**
   * The state of the list, for diagnostics.
   *
   * @return whether it is empty
   */
  @Override
  public String toString() {
    return "LockFreeList@"
        + Integer.toHexString(hashCode())
        + (isEmpty() ? "[empty]" : "[not empty]");
  }

  @SuppressWarnings("unchecked") // only nodes of class N are ever stored
  private static <N extends LockFreeListNode<N>> N behind(N node) {
    return (N) node.next; // plain: LL2, pairs with #publish; stable while the node is on the list
  }

  @SuppressWarnings("unchecked") // as above
  private N headOpaque() {
    return (N) (LockFreeListNode<?>) HEAD.getOpaque(this);
  }

  @SuppressWarnings("unchecked") // as above
  private N headVolatile() {
    return (N) (LockFreeListNode<?>) HEAD.getVolatile(this);
  }

  private boolean weakCasHeadVolatile(LockFreeListNode<N> expected, LockFreeListNode<N> update) {
    return HEAD.weakCompareAndSet(this, expected, update);
  }

  @SuppressWarnings("unchecked") // as above
  private N exchangeHeadVolatile(LockFreeListNode<N> update) {
    return (N) (LockFreeListNode<?>) HEAD.getAndSet(this, update);
  }

  private static final VarHandle HEAD;

  static {
    try {
      HEAD =
          MethodHandles.lookup()
              .findVarHandle(LockFreeList.class, "head", LockFreeListNode.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
