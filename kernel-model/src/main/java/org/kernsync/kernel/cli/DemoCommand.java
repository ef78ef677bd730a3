package org.kernsync.kernel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kernsync.kernel.workload.RtAppParser;
import org.kernsync.kernel.workload.TaskSpec;
import org.kernsync.kernel.workload.Workload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Runs the built-in workload, on any number of CPUs: who tries the model on a single one shall not
 * be turned away by the task that shows affinity.
 */
@Command(
    name = "demo",
    description = "Boot the model and run a built-in workload of five seconds on it.",
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    return Execution.of(workload(options.cpus()), options).run();
  }

  /** The demonstration for so many CPUs, null for as many as it names. */
  static Workload workload(Integer cpus) {
    Workload demo = RtAppParser.demo();
    boolean fits = cpus == null || cpus < 1 || demo.highestCpu() < cpus;
    return fits ? demo : without(demo, cpus);
  }

  /** The demonstration without the tasks that name a CPU which is not there. */
  private static Workload without(Workload demo, int cpus) {
    List<TaskSpec> left = new ArrayList<>();
    List<String> notes = new ArrayList<>(demo.notes());
    for (TaskSpec task : demo.tasks()) {
      Workload alone = new Workload(demo.source(), demo.global(), List.of(task), List.of());
      if (alone.highestCpu() < cpus) {
        left.add(task);
      } else {
        notes.add(
            "task %s is left out, it needs %d CPUs".formatted(task.comm(), alone.highestCpu() + 1));
      }
    }
    return new Workload(demo.source(), demo.global(), left, notes);
  }
}
