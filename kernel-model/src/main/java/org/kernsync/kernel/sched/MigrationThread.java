package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;

/**
 * The migration thread of one CPU, in the stop class: it preempts whatever runs there, which is the
 * way to take a running task off its CPU.
 */
final class MigrationThread {
  private static final LockClass LOCK_CLASS = new LockClass("migration.lock");

  private final Scheduler scheduler;
  private final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);
  private final ListHead<StopWork> queue = new ListHead<>(); // under lock
  private volatile boolean stopping;
  private volatile Task task;

  MigrationThread(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void attach(Task thread) {
    task = thread;
  }

  Task task() {
    return task;
  }

  /** What the thread executes. */
  void run(Task self) {
    while (true) {
      self.setState(TaskState.INTERRUPTIBLE); // before the looks at queue and stopping: S1
      StopWork work = poll(self.cpu());
      if (work != null) {
        self.setState(TaskState.RUNNING);
        work.action.run();
        work.done.complete();
      } else if (stopping) {
        self.setState(TaskState.RUNNING);
        return;
      } else {
        scheduler.schedule(self);
      }
    }
  }

  private StopWork poll(Cpu cpu) {
    boolean flags = lock.lockIrqSave(cpu);
    StopWork work = queue.first();
    if (work != null) {
      work.entry.del();
    }
    lock.unlockIrqRestore(cpu, flags);
    return work;
  }

  /** Queues work and wakes the thread; the caller waits for {@code work.done}. */
  void queue(Cpu cpu, StopWork work) {
    boolean flags = lock.lockIrqSave(cpu);
    queue.addTail(work.entry);
    lock.unlockIrqRestore(cpu, flags);
    scheduler.tryToWakeUp(scheduler.currentCpu(), task, TaskState.NORMAL); // perhaps elsewhere now
  }

  void stop(Cpu cpu) {
    stopping = true;
    scheduler.tryToWakeUp(cpu, task, TaskState.NORMAL);
  }
}
