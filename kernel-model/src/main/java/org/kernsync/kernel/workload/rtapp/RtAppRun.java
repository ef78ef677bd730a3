package org.kernsync.kernel.workload.rtapp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.workload.MainProcess;
import org.kernsync.kernel.workload.TaskSpec;
import org.kernsync.kernel.workload.Workload;

/**
 * One run of a workload: loads it into the memory of a process and lets init start that process.
 */
public final class RtAppRun {
  /** The name of the process's main thread. */
  public static final String MAIN = "rt-app";

  private static final String NULL_DEVICE = "/dev/null";

  private final RtAppProgram program;
  private final UserMemory memory = new UserMemory(Layout.ADDRESS_SPACE);
  private final List<String> notes = new ArrayList<>();
  private final MainProcess main = new MainProcess(MAIN);

  /**
   * Compiles and loads a workload.
   *
   * @param workload the workload
   * @param durationNanos how long it may run, or -1 until all its tasks have ended
   */
  public RtAppRun(Workload workload, long durationNanos) {
    Compiler compiler = new Compiler(workload);
    List<CompiledTask> tasks = compiler.compile();
    List<RtAppProgram.Start> starts = load(workload);
    program =
        new RtAppProgram(
            tasks,
            compiler.creations(),
            starts,
            durationNanos,
            compiler.uniqueTimers(),
            loadDevice(workload.global().ioDevice()));
  }

  /** Writes the names into memory: first one for each task, for fork, then those of instances. */
  private List<RtAppProgram.Start> load(Workload workload) {
    List<RtAppProgram.Start> starts = new ArrayList<>();
    int name = 0;
    for (TaskSpec task : workload.tasks()) {
      write(name++, task.comm());
    }
    for (int task = 0; task < workload.tasks().size(); task++) {
      TaskSpec spec = workload.tasks().get(task);
      for (int instance = 0; instance < spec.instances(); instance++) {
        if (spec.instances() == 1) {
          starts.add(new RtAppProgram.Start(task, task));
        } else {
          write(name, numbered(spec.comm(), instance));
          starts.add(new RtAppProgram.Start(task, name++));
        }
      }
    }
    return starts;
  }

  /** Writes the path of the device into memory; returns whether there is one to be opened. */
  private boolean loadDevice(String device) {
    if (device.equals(NULL_DEVICE)) {
      return false;
    }
    byte[] path = device.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(path.length, Layout.DEVICE_BYTES - 1);
    memory.copyToUser(
        Layout.DEVICE, Arrays.copyOf(Arrays.copyOf(path, length), Layout.DEVICE_BYTES));
    notes.add("io_device " + device + " has no disk behind it: iorun writes to the page cache");
    return true;
  }

  private static String numbered(String comm, int instance) {
    String suffix = "-" + instance;
    int room = TaskSpec.COMM_LENGTH - suffix.length();
    return (comm.length() > room ? comm.substring(0, room) : comm) + suffix;
  }

  private void write(int index, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, Layout.NAME_BYTES - 1);
    memory.copyToUser(
        Layout.name(index), Arrays.copyOf(Arrays.copyOf(bytes, length), Layout.NAME_BYTES));
  }

  /**
   * What init executes: starts the process and waits for its main thread, or for a request to stop.
   *
   * @param self init
   * @param kernel the kernel
   */
  public void init(Task self, Kernel kernel) {
    Task.Body body = kernel.syscalls().exec(program, new UserContext(), memory);
    main.run(self, kernel, body);
  }

  /**
   * What a reader of the report should know.
   *
   * @return one sentence each
   */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * The work a thread has done.
   *
   * @param task a task of this run
   * @return loops of {@code DelayLoop}, or -1 for a task that is no thread of the workload
   */
  public long workUnits(Task task) {
    boolean isThread = !task.isKernelThread() && task.pid() != main.pid() && task.pid() > 1;
    return isThread ? memory.load(Layout.workOf(task.pid())) : -1;
  }
}
