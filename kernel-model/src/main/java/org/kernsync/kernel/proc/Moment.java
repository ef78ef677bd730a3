package org.kernsync.kernel.proc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.irq.IrqController;
import org.kernsync.kernel.memory.KernelMemory;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * What can be seen of a system only while it lives: who runs and who waits, who has which interrupt
 * line, how high the load is, what memory is used for. Init takes it when the workload has ended,
 * before the shutdown; what is only counted is read when the CPUs are off.
 */
public final class Moment {
  private final long bootSeconds;
  private final LoadavgFile load;
  private final List<List<String>> drivers = new ArrayList<>(); // by line
  private final Map<Task, Character> living = new HashMap<>(); // and their states
  private final Map<String, ProcFile> memory; // its files, by their names

  private Moment(Kernel kernel) {
    long now = System.currentTimeMillis();
    bootSeconds =
        TimeUnit.MILLISECONDS.toSeconds(now - TimeUnit.NANOSECONDS.toMillis(kernel.upNanos()));
    for (Task task : kernel.processes().snapshot()) {
      living.put(task, letter(task));
    }
    for (int irq = 0; irq < IrqController.LINES; irq++) {
      drivers.add(kernel.irqs().names(irq));
    }
    long[] averages = kernel.scheduler().loadAverages();
    load =
        new LoadavgFile(
            LoadavgFile.hundredths(averages[0]),
            LoadavgFile.hundredths(averages[1]),
            LoadavgFile.hundredths(averages[2]),
            kernel.scheduler().running(),
            living.size(),
            kernel.processes().lastPid());
    memory = memory(kernel);
  }

  private static Map<String, ProcFile> memory(Kernel kernel) {
    KernelMemory memory = kernel.memory();
    if (!memory.isUsableHere()) {
      return Map.of(); // a model that hangs, seen from outside: its locks are not for this thread
    }
    MemoryViews views =
        new MemoryViews(memory.allocators(), MemoryUse.of(memory), kernel.scheduler().cpuCount());
    return Map.of(
        "buddyinfo", views.buddyinfo(),
        "meminfo", views.meminfo(),
        "slabinfo", views.slabinfo(),
        "vmstat", views.vmstat(),
        "zoneinfo", views.zoneinfo());
  }

  /**
   * Looks at a kernel, without a lock: values that need not belong together.
   *
   * @param kernel the kernel, alive
   * @return what there is
   */
  public static Moment of(Kernel kernel) {
    return new Moment(kernel);
  }

  private static char letter(Task task) {
    return TaskState.letter(task.exitState() != 0 ? task.exitState() : task.state());
  }

  /** When the kernel was booted, in seconds since 1970. */
  long bootSeconds() {
    return bootSeconds;
  }

  LoadavgFile load() {
    return load;
  }

  /** The drivers of an interrupt line, maybe none. */
  List<String> drivers(int irq) {
    return drivers.get(irq);
  }

  /** A file about memory; null where nothing was seen of it. */
  ProcFile memory(String name) {
    return memory.get(name);
  }

  /** The tasks there were, and the letters of their states. */
  Map<Task, Character> living() {
    return living;
  }
}
