package org.kernsync.kernel.workqueue;

import java.util.function.BooleanSupplier;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.sched.Task;
import org.kernsync.sleep.Mutex;
import org.kernsync.wait.Completion;

/**
 * {@code workqueue_struct}: works of one purpose, which can be flushed together. Its works are done
 * by the pool of the CPU that queues them, or by the unbound pool, so many at a time at most.
 *
 * <p><b>Context.</b> Queueing in any context of a CPU; flushing, and cancelling with {@code Sync},
 * in task context that may sleep, not in the work itself.
 *
 * <p><b>Memory effects.</b> What was done before a queueing happens-before the call of the function
 * that follows it, also where the work was pending already; what the function did happens-before
 * the return of a flush that waits for it.
 *
 * <p>Source: the kernel document {@code core-api/workqueue}, as of 5.4.
 *
 * <p><b>Differences from Linux.</b> No priorities; threads are kept for good; no rescuer, since
 * making a thread needs no memory reclaim here.
 */
public final class Workqueue {
  private static final LockClass LOCK_CLASS = new LockClass("workqueue.lock");

  private final Workqueues owner;
  private final String name;
  private final boolean unbound;
  private final PoolWorkqueue[] shares; // by CPU, or one of the unbound pool
  private final Mutex flushing = new Mutex(); // one flush at a time
  private final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);

  // ---- lock, interrupts off
  private final int[] inFlight =
      new int[2]; // works queued and not finished, by the color they were queued under
  private int color;
  private Completion flushed; // of the flush that waits for the other color
  private boolean destroyed;

  Workqueues owner() {
    return owner;
  }

  Workqueue(Workqueues owner, String name, boolean unbound, int maxActive) {
    this.owner = owner;
    this.name = name;
    this.unbound = unbound;
    shares = new PoolWorkqueue[unbound ? 1 : owner.scheduler().cpuCount()];
    for (int i = 0; i < shares.length; i++) {
      WorkerPool pool = owner.pool(unbound ? WorkerPool.UNBOUND : i);
      shares[i] = new PoolWorkqueue(pool, maxActive, owner.trace());
    }
  }

  // ---- queueing
  // -----------------------------------------------------------------------------------------------------

  /**
   * {@code queue_work}: has a work done soon, by this CPU's pool or the unbound one.
   *
   * @param cpu the CPU that executes the caller
   * @param work the work
   * @return false where it was pending already
   */
  public boolean queueWork(Cpu cpu, Work work) {
    return queueWorkOn(cpu, cpu.id(), work);
  }

  /**
   * {@code queue_work_on}: the same by another CPU's pool.
   *
   * @param cpu the CPU that executes the caller
   * @param target the CPU's number
   * @param work the work
   * @return false where it was pending already
   */
  public boolean queueWorkOn(Cpu cpu, int target, Work work) {
    boolean flags = cpu.irqSave();
    checkSlot(cpu, work);
    boolean queued = work.grabPending();
    if (queued) {
      insert(cpu, target, work);
    }
    cpu.irqRestore(flags);
    return queued;
  }

  static void checkSlot(Cpu cpu, Work work) {
    String problem = work.problem();
    if (problem != null) {
      cpu.oops(problem);
    }
  }

  /** Queues a work whose pending bit the caller owns. Interrupts off. */
  void insert(Cpu cpu, int target, Work work) {
    WorkerPool pool = owner.pool(unbound ? WorkerPool.UNBOUND : target);
    WorkerPool last = work.pool;
    if (last != null && last != pool && isExecuting(cpu, last, work)) {
      pool = last; // never twice at once: whoever executes it does it again
    }
    pool.lock.lock(cpu);
    work.queue = this;
    work.slot.setColor(begin(cpu));
    work.pool = pool;
    work.share = shares[unbound ? 0 : pool.cpu];
    owner.trace().queued(cpu, work, name, target, pool);
    work.share.queue(cpu, work);
    pool.lock.unlock(cpu);
  }

  private static boolean isExecuting(Cpu cpu, WorkerPool pool, Work work) {
    pool.lock.lock(cpu);
    boolean executing = pool.executing(work) != null;
    pool.lock.unlock(cpu);
    return executing;
  }

  private int begin(Cpu cpu) {
    lock.lock(cpu);
    boolean late = destroyed;
    int now = color;
    inFlight[now]++;
    lock.unlock(cpu);
    if (late) {
      owner.report("a work was queued to workqueue " + name + " after it was destroyed");
    }
    return now;
  }

  /** A work that was queued under a color has been done or cancelled. Interrupts off. */
  void finished(Cpu cpu, int which) {
    lock.lock(cpu);
    Completion done = null;
    if (--inFlight[which] == 0 && which != color) {
      done = flushed;
      flushed = null;
    }
    lock.unlock(cpu);
    if (done != null) {
      done.complete();
    }
  }

  // ---- waiting
  // ------------------------------------------------------------------------------------------------------

  /**
   * {@code flush_workqueue}: returns when every work that was queued before is done.
   *
   * @param self the current task
   */
  public void flush(Task self) {
    owner.scheduler().sleepUninterruptibly(self, flushing::lock);
    try {
      Completion done = new Completion();
      Cpu cpu = self.cpu();
      boolean flags = lock.lockIrqSave(cpu);
      int old = color;
      color = 1 - old; // empty: the last flush waited for it
      boolean wait = inFlight[old] != 0;
      flushed = wait ? done : null;
      lock.unlockIrqRestore(cpu, flags);
      if (wait) {
        owner.scheduler().sleepUninterruptibly(self, done::awaitUninterruptibly);
      }
    } finally {
      flushing.unlock();
    }
  }

  /**
   * {@code destroy_workqueue}: flushes until nothing is queued any more; nothing may be queued
   * after.
   *
   * @param self the current task
   */
  public void destroy(Task self) {
    boolean empty;
    do {
      flush(self);
      Cpu cpu = self.cpu();
      boolean flags = lock.lockIrqSave(cpu);
      empty = inFlight[0] + inFlight[1] == 0;
      destroyed = empty;
      lock.unlockIrqRestore(cpu, flags);
    } while (!empty);
    for (PoolWorkqueue share : shares) {
      if (!share.isAtRest(self.cpu())) {
        owner.report("workqueue " + name + " was destroyed with " + share);
      }
    }
  }

  /**
   * {@code flush_work}: returns when the last queueing of a work before the call has been served.
   *
   * @param self the current task, not the work's own worker in the work
   * @param work the work
   * @return false where it neither waited nor ran
   */
  public boolean flushWork(Task self, Work work) {
    self.cpu().mightSleep();
    Completion done = new Completion();
    Work barrier = new Work(self.stackSlots(), worker -> done.complete());
    boolean waits = insertBarrier(self, work, barrier);
    if (waits) {
      owner.scheduler().sleepUninterruptibly(self, done::awaitUninterruptibly);
    }
    barrier.free();
    return waits;
  }

  /** Puts a barrier right behind a work, for the same worker. */
  private static boolean insertBarrier(Task self, Work work, Work barrier) {
    for (int step = 0; ; step++) {
      WorkerPool pool = work.pool;
      if (pool == null) {
        return false; // never queued
      }
      Cpu cpu = self.cpu();
      boolean flags = pool.lock.lockIrqSave(cpu);
      boolean moved = work.pool != pool;
      boolean found = false;
      if (!moved) {
        found = insertBehind(pool, work, barrier);
      }
      pool.lock.unlockIrqRestore(cpu, flags);
      if (!moved) {
        return found;
      }
      CpuSpinWait.relax(self.cpu(), step);
    }
  }

  private static boolean insertBehind(WorkerPool pool, Work work, Work barrier) {
    if (!work.entry.isEmpty()) { // it waits
      barrier.grabPending();
      barrier.pool = pool;
      barrier.slot.setLinked(work.slot.isLinked());
      work.slot.setLinked(true);
      work.entry.add(barrier.entry);
      return true;
    }
    Worker worker = pool.executing(work);
    if (worker == null) {
      return false;
    }
    barrier.grabPending();
    barrier.pool = pool;
    worker.scheduled.add(barrier.entry);
    return true;
  }

  // ---- cancelling
  // ---------------------------------------------------------------------------------------------------

  /**
   * {@code cancel_work}: a work that waits is not done. One that runs goes on.
   *
   * @param cpu the CPU that executes the caller
   * @param work the work
   * @return whether it waited
   */
  public boolean cancelWork(Cpu cpu, Work work) {
    boolean waited = grab(cpu, work, () -> false);
    work.clearPending();
    return waited;
  }

  /**
   * {@code cancel_work_sync}: the same, and returns when it does not run any more. Queueings that
   * come meanwhile are refused.
   *
   * @param self the current task, not the work's own worker in the work
   * @param work the work
   * @return whether it waited
   */
  public boolean cancelWorkSync(Task self, Work work) {
    self.cpu().mightSleep();
    boolean waited = grab(self.cpu(), work, () -> false);
    flushWork(self, work);
    work.clearPending();
    return waited;
  }

  /**
   * Becomes the owner of the pending bit; returns whether the work waited.
   *
   * @param timer takes it off its timer, where it has one, and tells whether it was there
   */
  static boolean grab(Cpu cpu, Work work, BooleanSupplier timer) {
    boolean flags = cpu.irqSave();
    try {
      checkSlot(cpu, work);
      for (int step = 0; ; step++) {
        if (timer.getAsBoolean()) {
          return true;
        }
        if (work.grabPending()) {
          return false;
        }
        if (takeOffList(cpu, work)) {
          return true;
        }
        CpuSpinWait.relax(cpu, step); // it is on its way to a list, or to be called
      }
    } finally {
      cpu.irqRestore(flags);
    }
  }

  private static boolean takeOffList(Cpu cpu, Work work) {
    WorkerPool pool = work.pool;
    if (pool == null) {
      return false;
    }
    pool.lock.lock(cpu);
    ListHead<Work> entry = work.entry;
    boolean waits = work.pool == pool && !entry.isEmpty();
    if (waits) {
      if (work.slot.isInactive()) {
        work.share.activate(cpu, work); // the barriers behind it must not wait for its turn
      }
      entry.delInit();
      work.slot.setLinked(false); // a barrier behind it has nothing to wait for
      pool.wakeIfNeeded(cpu);
      if (work.queue != null) {
        work.share.finished(cpu);
        work.queue.finished(cpu, work.slot.color());
      }
    }
    pool.lock.unlock(cpu);
    return waits;
  }

  @Override
  public String toString() {
    return "workqueue " + name + (unbound ? ", unbound" : "");
  }
}
