package org.kernsync.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What can be on a {@link LockFreeList}: extend it, and the link is in your object, so that adding
 * allocates nothing. A node is on one list, or one chain, at a time. An object that must be on two
 * at once, or that has another superclass, has fields of a node class of its own that refers to it.
 *
 * <pre>{@code
 * final class Job extends LockFreeListNode<Job> { ... }
 * }</pre>
 *
 * @param <N> the class that extends this one
 */
public abstract class LockFreeListNode<N extends LockFreeListNode<N>> {
  /*
   * next == this   on no list and no chain
   * next == null   the last one of its list or chain
   * else           the one behind it
   *
   * Plain, since a node has one owner at a time: whoever adds it, until the compare-and-set that
   *   publishes it; then, for as long as it is on a list, nobody writes, and only those who take
   *   read; then whoever took it. LL1 hands it on, both ways. Others ask isOnList, for a hint.
   * Only LockFreeList writes it, and there without a call: where a node is taken, a call might not
   *   find the stack that it needs, and the node would be lost.
   */
  LockFreeListNode<N> next;

  /** Makes a node that is on no list. */
  protected LockFreeListNode() {
    next = this; // plain: nobody else has the object yet
  }

  /**
   * Whether the node is on a list, or on a chain that was taken off one. Certain for whoever may
   * add or take it just now, a hint for others.
   *
   * @return true if it is
   */
  public final boolean isOnList() {
    return nextOpaque() != this; // opaque: LL3, a hint
  }

  private Object nextOpaque() {
    return (LockFreeListNode<?>) NEXT.getOpaque(this);
  }

  private static final VarHandle NEXT;

  static {
    try {
      NEXT =
          MethodHandles.lookup()
              .findVarHandle(LockFreeListNode.class, "next", LockFreeListNode.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
