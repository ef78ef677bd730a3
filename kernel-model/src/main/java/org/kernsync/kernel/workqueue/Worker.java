package org.kernsync.kernel.workqueue;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.kernel.sched.TurnListener;

/** {@code kworker}: one thread of a pool. */
final class Worker implements TurnListener {
  private final Workqueues owner;
  private final WorkerPool pool;
  final ListHead<Worker> entry = new ListHead<>(this); // on the pool's list of idle or of busy ones

  // ---- lock of the pool
  final ListHead<Work> scheduled = new ListHead<>(); // what only this worker may do next
  private Work current;
  private boolean counted; // among the pool's running ones, but for its sleeps

  // ---- the CPU of a bound pool, while this worker is or was just on it
  private boolean asleep;

  private volatile Task task; // written once, before the pool knows the worker

  Worker(Workqueues owner, WorkerPool pool) {
    this.owner = owner;
    this.pool = pool;
  }

  Work current() {
    return current;
  }

  void wake(Cpu by) {
    owner.scheduler().tryToWakeUp(by, task, TaskState.NORMAL);
  }

  /** Names the thread; then the worker counts as idle. */
  void attach(Task thread) {
    task = thread;
  }

  /** What the thread executes: begins as an idle one that was woken. */
  void run(Task self) {
    if (pool.isBound()) {
      self.setTurnListener(this);
    }
    lock(self);
    entry.delInit();
    while (work(self)) {
      pool.idle.add(entry);
      self.setState(
          TaskState.INTERRUPTIBLE); // under the lock: whoever queues looks for idle ones there
      unlock(self);
      owner.scheduler().schedule(self);
      lock(self);
      entry.delInit();
    }
    pool.removeWorker();
    unlock(self);
    self.setTurnListener(null);
  }

  /** Under the lock, not idle: does what there is; returns false where the pool is to end. */
  private boolean work(Task self) {
    self.setState(TaskState.RUNNING);
    while (pool.needsMore()) {
      if (pool.beginManaging()) {
        unlock(self);
        owner.createWorker(self, pool); // one in reserve, before this one begins
        lock(self);
        pool.endManaging();
        continue;
      }
      count(true);
      do {
        take();
        doScheduled(self);
      } while (pool.keepsWorking());
      count(false);
    }
    return !(pool.isStopping() && pool.works.isEmpty());
  }

  private void count(boolean running) {
    counted = running;
    if (running) {
      pool.startRunning();
    } else {
      pool.stopRunning();
    }
  }

  /**
   * Takes the first work, with the barriers behind it; leaves it to whoever executes it already.
   */
  private void take() {
    Work first = pool.works.first();
    if (first == null) {
      return;
    }
    Worker other = pool.executing(first);
    pool.moveLinked(first, other == null ? scheduled : other.scheduled);
  }

  private void doScheduled(Task self) {
    for (Work work = scheduled.first(); work != null; work = scheduled.first()) {
      doOne(self, work);
    }
  }

  private void doOne(Task self, Work work) {
    work.entry.delInit();
    checkSlot(self, work);
    work.slot.setLinked(false);
    Workqueue queue = work.queue;
    PoolWorkqueue share = work.share;
    int color = work.slot.color();
    current = work;
    pool.busy.add(entry);
    if (!pool.isBound()) {
      pool.wakeIfNeeded(self.cpu()); // each work of an unbound pool has its thread
    }
    work.clearPending();
    owner.trace().executeStart(self.cpu(), work);
    unlock(self);
    owner.call(self, work);
    lock(self);
    owner.trace().executeEnd(self.cpu(), work);
    entry.delInit();
    current = null;
    if (queue != null) { // no barrier
      share.finished(self.cpu());
      queue.finished(self.cpu(), color);
    }
  }

  /**
   * Under the lock, which is given back where the slot is not the work's own: this worker cannot go
   * on, since nobody knows for whom it works.
   */
  private void checkSlot(Task self, Work work) {
    String problem = work.problem();
    if (problem != null) {
      unlock(self);
      self.cpu().oops(problem);
    }
  }

  private void lock(Task self) {
    pool.lock.lockIrq(self.cpu());
  }

  private void unlock(Task self) {
    pool.lock.unlockIrq(self.cpu());
  }

  @Override
  public void sleeping(Cpu cpu) {
    pool.lock.lock(cpu);
    if (counted && !asleep) {
      asleep = true;
      pool.stopRunning();
      pool.wakeIfNeeded(cpu);
    }
    pool.lock.unlock(cpu);
  }

  @Override
  public void resuming(Cpu cpu) {
    if (asleep) {
      pool.lock.lock(cpu);
      asleep = false;
      pool.startRunning();
      pool.lock.unlock(cpu);
    }
  }
}
