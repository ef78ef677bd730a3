package org.kernsync.kernel.workqueue;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.sched.Task;

/**
 * {@code work_struct}: a function to be called later, in task context, where it may sleep. Queued
 * and cancelled through {@link Workqueue}.
 *
 * <p>Queued again before it began it is called once; queued while it runs it is called once more,
 * never twice at the same time.
 */
public final class Work {
  /** What a work does. */
  @FunctionalInterface
  public interface Function {
    /**
     * Does it; may sleep.
     *
     * @param worker the task that executes it
     */
    void run(Task worker);
  }

  final Function function;

  /*
   * pending  1 from the queueing until right before the function is called, or until it is cancelled. Changed by fully ordered
   *          exchanges: who turns it from 0 to 1 owns the work until it is on a list; what was stored before a queueing that
   *          found 1 is seen by the function, since the worker clears it (full) before the call. Label WQ1.
   */
  private final AtomicInt32 pending = new AtomicInt32();

  // ---- lock of the pool it was queued to last
  final ListHead<Work> entry = new ListHead<>(this);
  Workqueue queue;
  PoolWorkqueue share; // of its queue in the pool
  boolean inactive; // waits for its queue's turn, not for a worker
  int color;
  boolean linked; // the next on the list is for the same worker

  volatile WorkerPool
      pool; // set by the owner of pending; volatile: others look for it, then lock it and look

  // again

  /**
   * Makes a work that is not queued.
   *
   * @param function what it does
   */
  public Work(Function function) {
    this.function = function;
  }

  boolean grabPending() {
    return pending.xchg(1) == 0; // full: WQ1
  }

  void clearPending() {
    pending.xchg(0); // full: WQ1, before the function is called
  }

  /**
   * {@code work_pending}.
   *
   * @return whether it waits to be called, possibly stale
   */
  public boolean isPending() {
    return pending.readAcquire() != 0;
  }
}
