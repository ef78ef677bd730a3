package org.kernsync.kernel.workqueue;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timer;
import org.kernsync.kernel.time.Timers;

/** {@code delayed_work}: a work that is queued some ticks from now. */
public final class DelayedWork {
  private final Timers timers;
  private final Workqueue queue;
  private final Work work;
  private final Timer timer;

  /**
   * Makes a work that is not queued.
   *
   * @param timers measure the delay
   * @param queue where it is queued then
   * @param function what it does
   */
  public DelayedWork(Timers timers, Workqueue queue, Work.Function function) {
    this.timers = timers;
    this.queue = queue;
    work = new Work(queue.owner(), function);
    timer = new Timer(timers, this::expired);
  }

  private void expired(Cpu cpu) {
    boolean flags = cpu.irqSave();
    queue.insert(cpu, cpu.id(), work); // the timer owned the pending bit
    cpu.irqRestore(flags);
  }

  /**
   * {@code queue_delayed_work}: queues it after so many ticks, at least.
   *
   * @param cpu the CPU that executes the caller
   * @param ticks the delay; 0 queues it at once
   * @return false where it was pending already
   */
  public boolean queue(Cpu cpu, long ticks) {
    boolean flags = cpu.irqSave();
    Workqueue.checkSlot(cpu, work);
    boolean mine = work.grabPending();
    if (mine) {
      start(cpu, ticks);
    }
    cpu.irqRestore(flags);
    return mine;
  }

  /**
   * {@code mod_delayed_work}: queues it after so many ticks, whatever it waited for before.
   *
   * @param cpu the CPU that executes the caller
   * @param ticks the new delay
   * @return whether it was pending
   */
  public boolean modify(Cpu cpu, long ticks) {
    boolean flags = cpu.irqSave();
    boolean waited = grab(cpu);
    start(cpu, ticks);
    cpu.irqRestore(flags);
    return waited;
  }

  private void start(Cpu cpu, long ticks) {
    if (ticks <= 0) {
      queue.insert(cpu, cpu.id(), work);
    } else {
      timers.modTimer(cpu, timer, timers.jiffies().now() + ticks);
    }
  }

  /** Owns the pending bit after; returns whether it waited, for its time or for a worker. */
  private boolean grab(Cpu cpu) {
    return Workqueue.grab(cpu, work, () -> timers.delTimer(cpu, timer));
  }

  /**
   * {@code cancel_delayed_work}: it is not done; where it runs it goes on.
   *
   * @param cpu the CPU that executes the caller
   * @return whether it waited
   */
  public boolean cancel(Cpu cpu) {
    boolean waited = grab(cpu);
    work.clearPending();
    return waited;
  }

  /**
   * {@code cancel_delayed_work_sync}: the same, and returns when it does not run any more.
   *
   * @param self the current task, not in the work itself
   * @return whether it waited
   */
  public boolean cancelSync(Task self) {
    self.cpu().mightSleep();
    boolean waited = grab(self.cpu());
    queue.flushWork(self, work);
    work.clearPending();
    return waited;
  }

  /**
   * {@code flush_delayed_work}: queues it at once where it waits for its time, and returns when it
   * is done.
   *
   * @param self the current task
   * @return false where it neither waited nor ran
   */
  public boolean flush(Task self) {
    self.cpu().mightSleep();
    Cpu cpu = self.cpu();
    boolean flags = cpu.irqSave();
    if (timers.delTimer(cpu, timer)) {
      queue.insert(cpu, cpu.id(), work);
    }
    cpu.irqRestore(flags);
    return queue.flushWork(self, work);
  }

  /**
   * Whether it waits, for its time or for a worker.
   *
   * @return true if so, possibly stale
   */
  public boolean isPending() {
    return work.isPending();
  }
}
