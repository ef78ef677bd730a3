package org.kernsync.kernel.lib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * {@code list_head} as {@code rculist.h} uses it: writers change the list under a lock, readers
 * walk it in read sections, at the same time. A list is a head without an owner; a node names the
 * object it is in.
 *
 * <p>A node that leaves keeps its link forward, so that a reader who stands on it finds its way
 * back. After a grace period {@link #free} poisons it, as memory that is given back may hold
 * anything: whoever still walks over it then has been let down by somebody, and is told.
 *
 * <pre>{@code
 * tasks.addTail(task.link());        // under the lock
 * task.link().del();                 // under the lock
 * rcu.call(cpu, head);               // whose reclaim calls task.link().free()
 * }</pre>
 *
 * <p><b>Context.</b> {@link #addTail} and {@link #del} under whatever guards the list; {@link
 * #first}, {@link #next} and {@link #forEach} in a read section, or under the guard.
 *
 * <p><b>Progress.</b> Each step of a reader is wait-free.
 *
 * <p><b>Memory effects.</b> What was done before a node was added happens-before what a reader does
 * who finds it.
 *
 * <p><b>Differences from Linux.</b> A node is added once: not again after it left. Following a
 * poisoned link throws.
 *
 * @param <T> what the nodes are in
 */
public final class RcuListHead<T> {
  /*
   * field   written by    written with   read with
   * next    the guard     release        acquire (readers), plain (guard)
   * prev    the guard     plain          plain (guard)
   *
   * A head begins alone: next and prev are itself. A node: both null until it is added; prev null again once it left; next
   * null once it is freed. LH2: the release that makes a node reachable, the acquire by which readers reach it.
   */
  private RcuListHead<T> next;
  private RcuListHead<T> prev;
  private final T owner;

  private RcuListHead(T owner, boolean head) {
    this.owner = owner;
    if (head) {
      next = this;
      prev = this;
    }
  }

  /**
   * Makes an empty list.
   *
   * @param <T> what its nodes are in
   * @return its head
   */
  public static <T> RcuListHead<T> list() {
    return new RcuListHead<>(null, true);
  }

  /**
   * Makes a node that is on no list.
   *
   * @param <T> what it is in
   * @param owner the object it is in
   * @return the node
   */
  public static <T> RcuListHead<T> node(T owner) {
    return new RcuListHead<>(owner, false);
  }

  // ---- writers
  // --------------------------------------------------------------------------------------------------------

  /**
   * {@code list_add_tail_rcu}: adds a node at the end of this list.
   *
   * @param node never added before
   * @throws IllegalStateException if it was
   */
  public void addTail(RcuListHead<T> node) {
    if (node.prev != null || node.next != null) {
      throw new IllegalStateException("this node was on a list before: " + node);
    }
    RcuListHead<T> last = prev;
    node.prev = last;
    node.next = this; // plain: published by the next line
    last.setNextRelease(node);
    prev = node;
  }

  /**
   * {@code list_del_rcu}: takes this node off its list. Readers may stand on it until a grace
   * period is over.
   *
   * @throws IllegalStateException if it is on no list
   */
  public void del() {
    if (prev == null) {
      throw new IllegalStateException("this node is on no list: " + this);
    }
    next.prev = prev;
    prev.setNextRelease(next);
    prev = null; // next stays: the way back of readers
  }

  /**
   * After a grace period: nobody may follow this node any more.
   *
   * @throws IllegalStateException if it is on a list
   */
  public void free() {
    if (prev != null) {
      throw new IllegalStateException("this node is freed while it is on a list: " + this);
    }
    setNextRelease(null);
  }

  /**
   * Whether this node is on a list. Under the guard; a hint for others.
   *
   * @return true from when it was added until it is deleted
   */
  public boolean isListed() {
    return prev != null;
  }

  // ---- readers
  // --------------------------------------------------------------------------------------------------------

  /**
   * The object that this node is in.
   *
   * @return the object, null for the head of a list
   */
  public T owner() {
    return owner;
  }

  /**
   * The first object of this list.
   *
   * @return null where it is empty
   */
  public T first() {
    return next().owner;
  }

  /**
   * The node behind this one, also if this one left the list meanwhile.
   *
   * @return the next node, or the head behind the last one
   * @throws IllegalStateException if this node was freed under the reader
   */
  @SuppressWarnings("unchecked")
  public RcuListHead<T> next() {
    // acquire: LH2, pairs with #setNextRelease; the node's object is seen whole
    RcuListHead<T> following = (RcuListHead<T>) (RcuListHead<?>) NEXT.getAcquire(this);
    if (following == null) {
      throw new IllegalStateException("a reader stands on a node that was freed: " + this);
    }
    return following;
  }

  /**
   * Visits each object, first to last; it may leave the list meanwhile, by whomever.
   *
   * @param visitor told of each
   * @throws IllegalStateException if an object was freed under the reader
   */
  public void forEach(Consumer<? super T> visitor) {
    for (RcuListHead<T> at = next(); at != this; at = at.next()) {
      visitor.accept(at.owner);
    }
  }

  private void setNextRelease(RcuListHead<T> node) {
    NEXT.setRelease(this, (RcuListHead<?>) node); // release: LH2, pairs with #next; node and links
  }

  @Override
  public String toString() {
    return owner == null ? "list" : "node of " + owner + (next == null ? ", freed or new" : "");
  }

  private static final VarHandle NEXT;

  static {
    try {
      NEXT =
          MethodHandles.lookup()
              .findVarHandle(RcuListHead.class, "next", RcuListHead.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
