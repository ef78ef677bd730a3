package org.kernsync.kernel.workload;

import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.process.CloneFlags;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * The process that a workload is: init starts it, collects whatever ends, and is done when the main
 * task has ended.
 *
 * <p><b>Context.</b> {@link #run} is for init; the number may be asked for by anybody.
 */
public final class MainProcess {
  private final String name;
  private volatile int pid;

  /**
   * Names the process, which does not exist yet.
   *
   * @param name of its main task
   */
  public MainProcess(String name) {
    this.name = name;
  }

  /**
   * Starts the process and waits for its main task, or for a request to stop.
   *
   * @param self init
   * @param kernel the kernel
   * @param body what the main task executes
   */
  public void run(Task self, Kernel kernel, Task.Body body) {
    Task main = kernel.processes().copyTask(self, CloneFlags.FS, name, false, body);
    if (main == null) {
      return; // the model is stopping already
    }
    pid = main.pid();
    kernel.log().printk("execve: %s", name);
    kernel.processes().start(self, main);
    kernel
        .scheduler()
        .sleepIdle(
            self,
            TaskState.INTERRUPTIBLE,
            () ->
                self.childExit()
                    .waitEvent(() -> hasEnded(kernel, self) || kernel.isStopRequested()));
  }

  private boolean hasEnded(Kernel kernel, Task self) {
    Processes.Reaped reaped;
    boolean mainEnded = false;
    while ((reaped = kernel.processes().reap(self, -1)) != null) {
      mainEnded |= reaped.pid() == pid;
    }
    return mainEnded;
  }

  /**
   * The main task.
   *
   * @return its number, 0 before it exists
   */
  public int pid() {
    return pid;
  }
}
