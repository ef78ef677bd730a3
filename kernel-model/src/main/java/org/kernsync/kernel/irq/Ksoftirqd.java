package org.kernsync.kernel.irq;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * {@code ksoftirqd/N}: serves the softirqs of one CPU that came too fast, or were raised in task
 * context. An ordinary task of nice 0 bound to its CPU, so that softirqs get their share and no
 * more.
 */
public final class Ksoftirqd {
  private final Scheduler scheduler;
  private final Softirqs softirqs;
  private volatile Task task; // written once, before the thread starts
  private volatile boolean stopping; // volatile: before the wake-up that tells of it

  Ksoftirqd(Scheduler scheduler, Softirqs softirqs) {
    this.scheduler = scheduler;
    this.softirqs = softirqs;
  }

  /**
   * Names the task that executes {@link #run}.
   *
   * @param thread the task, bound to its CPU and not started
   */
  public void attach(Task thread) {
    task = thread;
  }

  /** Whether the thread is to be left alone with what is pending. */
  boolean isRunnable() {
    Task thread = task;
    return thread != null && thread.state() == TaskState.RUNNING && thread.exitState() == 0;
  }

  /** Interrupts off, on the thread's own CPU. */
  void wake(Cpu cpu) {
    Task thread = task;
    if (thread != null) { // before it exists, the next interrupt's exit serves what is pending
      scheduler.tryToWakeUp(cpu, thread, TaskState.NORMAL);
    }
  }

  /**
   * What the thread executes.
   *
   * @param self the thread
   */
  public void run(Task self) {
    while (true) {
      self.setState(TaskState.INTERRUPTIBLE); // S1: before the looks at pending and stopping
      Cpu cpu = self.cpu(); // bound: always the same
      if (cpu.softirqPending() == 0) {
        if (stopping) {
          self.setState(TaskState.RUNNING);
          return;
        }
        scheduler.schedule(self);
      } else {
        self.setState(TaskState.RUNNING);
        cpu.irqSave();
        if (cpu.softirqPending() != 0) {
          softirqs.serve(cpu);
        }
        cpu.irqRestore(false);
        scheduler.condResched(self);
      }
    }
  }

  /**
   * Asks the thread to end.
   *
   * @param self the current task
   */
  public void stop(Task self) {
    stopping = true;
    scheduler.tryToWakeUp(self.cpu(), task, TaskState.NORMAL);
  }
}
