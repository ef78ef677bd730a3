package org.kernsync.kernel.workqueue;

import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.mm.slot.SlotCache;
import org.kernsync.kernel.sched.Task;

/**
 * {@code work_struct}: a function to be called later, in task context, where it may sleep. Queued
 * and cancelled through {@link Workqueue}.
 *
 * <p>Its scalar fields live in a slot of the cache {@code work_struct}, which is looked at whenever
 * the work is queued, cancelled or called, and given back by {@link #free} or when the kernel
 * stops.
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
  final WorkSlot slot;

  // ---- lock of the pool it was queued to last
  final ListHead<Work> entry = new ListHead<>(this);
  Workqueue queue;
  PoolWorkqueue share; // of its queue in the pool

  volatile WorkerPool
      pool; // set by the owner of pending; volatile: others look for it, then lock it and look

  // again

  /**
   * Makes a work that is not queued.
   *
   * @param workqueues of the kernel that will do it
   * @param function what it does
   * @throws IllegalStateException where there is no memory
   */
  public Work(Workqueues workqueues, Function function) {
    this(workqueues.cache(), function);
    workqueues.embedded().add(slot);
  }

  /** On the stack of whoever waits. */
  Work(SlotCache cache, Function function) {
    this.function = function;
    slot = new WorkSlot(cache);
  }

  /** Null where the slot is the work's own; else what is wrong, in a sentence. */
  String problem() {
    String problem = slot.problem();
    return problem == null ? null : slot + " of " + function.getClass().getName() + " " + problem;
  }

  /**
   * Gives the work back before the kernel stops. It neither waits nor runs, and nobody queues it
   * again.
   *
   * @throws IllegalStateException where that was done before
   */
  public void free() {
    slot.free();
  }

  boolean grabPending() {
    return !slot.xchgPending(true); // full: WQ1
  }

  void clearPending() {
    slot.xchgPending(false); // full: WQ1, before the function is called
  }

  /**
   * {@code work_pending}.
   *
   * @return whether it waits to be called, possibly stale
   */
  public boolean isPending() {
    return slot.isPendingSeen();
  }
}
