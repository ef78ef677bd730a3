package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A callback that its user embeds in the object to be reclaimed, so that {@link Rcu#call(RcuNode)}
 * allocates nothing: {@code struct rcu_head} of Linux.
 *
 * <pre>{@code
 * final class Page extends RcuNode {
 *   @Override
 *   protected void reclaim() {
 *     pool.give(this);
 *   }
 * }
 *
 * rcu.call(page); // after page was made unreachable for new readers
 * }</pre>
 *
 * <p><b>Context:</b> {@link #reclaim} runs on the domain's worker, after a grace period. It may use
 * the domain, the same node included, but must not wait for {@code barrier}. What it throws goes to
 * the worker's uncaught-exception handler, and the next callback runs all the same.
 *
 * <p><b>Memory effects:</b> what a thread did before {@code call}, and what every reader did in a
 * section that began before it, happens-before {@link #reclaim}.
 */
public abstract class RcuNode {
  /*
   * field  written by                     written with   read with
   * next   who queues; who drains         plain          plain: handed over by the queue (R6)
   * depth  who queues                     plain          plain: as next
   * queued who queues (false to true);    CAS; release   CAS
   *        who drains, or could not queue
   *        (to false)
   */
  RcuNode next;
  int depth;
  boolean queued;

  /** For nodes that are on no queue. */
  protected RcuNode() {}

  /** Called once for each time it was queued, when no reader can see the object any more. */
  protected abstract void reclaim();

  /** Marks it queued; false if it was. */
  final boolean tryQueue() {
    // volatile: RN1, pairs with #run; one of two callers wins, and who drained it is done with next
    return QUEUED.compareAndSet(this, false, true);
  }

  final void run() {
    // release: RN1, pairs with #tryQueue; done with next, and before reclaim, which may call
    QUEUED.setRelease(this, false);
    beforeReclaim();
    reclaim();
  }

  /** What the library has to do with the node when no reader can see it any more. */
  void beforeReclaim() {}

  private static final VarHandle QUEUED;

  static {
    try {
      QUEUED =
          MethodHandles.lookup()
              .findVarHandle(RcuNode.class, "queued", boolean.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
