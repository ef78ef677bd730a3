package org.kernsync.kernel.boot;

import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.PendingSignals;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timekeeping.Sleeper;

/**
 * The end of a run, executed by init: kill what is left of user space, end the kernel threads,
 * power off.
 */
final class Shutdown {
  private static final long GRACE_NANOS = 2_000_000_000;
  private static final long STEP_NANOS = 2_000_000;

  private final Kernel kernel;
  private final Task init;
  private final Processes processes;
  private final Sleeper sleeper;

  Shutdown(Kernel kernel, Task init) {
    this.kernel = kernel;
    this.init = init;
    this.processes = kernel.processes();
    this.sleeper = kernel.timekeeping().sleeper(init);
  }

  void run() {
    processes.close(init.cpu());
    processes.forEachTask(
        task -> {
          if (isUser(task)) {
            kernel.scheduler().signal(init.cpu(), task, PendingSignals.SIGKILL);
          }
        });
    boolean unwound = awaitEnd(false);
    kernel.scheduler().stopMigrationThreads(init);
    kernel.kernelThreads().stop(init, kernel.kthreadd());
    unwound &= awaitEnd(true);
    kernel.powerOff(!unwound);
  }

  private boolean isUser(Task task) {
    return !task.isKernelThread() && task != init;
  }

  /**
   * Waits for user tasks, or for kernel threads, to end; names those that do not, and returns
   * whether all did.
   */
  private boolean awaitEnd(boolean kernelThreads) {
    long deadline = System.nanoTime() + GRACE_NANOS;
    while (anyLeft(kernelThreads)) {
      if (System.nanoTime() - deadline > 0) {
        nameLeft(kernelThreads);
        return false;
      }
      kernel.timekeeping().sleepUntil(init, sleeper, System.nanoTime() + STEP_NANOS);
    }
    return true;
  }

  private boolean anyLeft(boolean kernelThreads) {
    Processes.Reaped reaped;
    do {
      reaped = processes.reap(init, -1);
    } while (reaped != null);
    return processes.snapshot().stream()
            .anyMatch(task -> task != init && task.isKernelThread() == kernelThreads)
        || kernel.anyEndedOnItsStack();
  }

  private void nameLeft(boolean kernelThreads) {
    for (Task task : processes.snapshot()) {
      if (task != init && task.isKernelThread() == kernelThreads) {
        kernel
            .violationSink()
            .accept(
                "task " + task + " did not unwind within " + GRACE_NANOS / 1_000_000_000 + " s");
      }
    }
    kernel.log().printk("%s", StateDump.of(kernel));
  }
}
