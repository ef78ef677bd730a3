package org.kernsync.kernel.workload.hackbench;

import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.workload.MainProcess;

/**
 * One run of hackbench: a process whose tasks talk through pipes.
 *
 * <p><b>Context.</b> {@link #init} is for init; the rest is read when the model is off.
 */
public final class HackbenchRun {
  /** The name of the tasks. */
  public static final String NAME = "hackbench";

  private final HackbenchSize size;
  private final Layout layout;
  private final UserMemory memory;
  private final MainProcess main = new MainProcess(NAME);

  /**
   * Prepares a run.
   *
   * @param size how large
   */
  public HackbenchRun(HackbenchSize size) {
    this.size = size;
    layout = new Layout(size);
    memory = new UserMemory(layout.bytes());
  }

  /**
   * What init executes: starts the process and waits for its main task, or for a request to stop.
   *
   * @param self init
   * @param kernel the kernel
   */
  public void init(Task self, Kernel kernel) {
    Task.Body body = kernel.syscalls().exec(new HackbenchProgram(size), new UserContext(), memory);
    main.run(self, kernel, body);
  }

  /**
   * How large the run is.
   *
   * @return its size
   */
  public HackbenchSize size() {
    return size;
  }

  /**
   * The time from when all tasks were let go until the last one was collected.
   *
   * @return nanoseconds, or -1 where that never came
   */
  public long nanos() {
    long ended = memory.load(Layout.ENDED);
    return ended == 0 ? -1 : ended - memory.load(Layout.STARTED);
  }

  /**
   * The messages that arrived whole.
   *
   * @return the sum over all receivers
   */
  public long received() {
    return sum(true);
  }

  /**
   * The messages that were not the next one of their sender.
   *
   * @return the sum over all receivers
   */
  public long misplaced() {
    return sum(false);
  }

  private long sum(boolean received) {
    long sum = 0;
    for (int task = 0; task < size.tasks(); task++) {
      sum += memory.load(received ? layout.received(task) : layout.misplaced(task));
    }
    return sum;
  }
}
