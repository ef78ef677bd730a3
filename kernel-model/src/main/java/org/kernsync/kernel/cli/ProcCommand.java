package org.kernsync.kernel.cli;

import java.util.concurrent.Callable;
import org.kernsync.kernel.proc.ProcFs;
import org.kernsync.kernel.workload.Workload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs a workload and prints what one file of {@code /proc} says after it, and nothing else. */
@Command(
    name = "proc",
    description = "Boot the model, run a workload on it, and print a file of its /proc.",
    sortOptions = false)
final class ProcCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description =
          "buddyinfo, interrupts, loadavg, meminfo, schedstat, slabinfo, softirqs, stat, vmstat,"
              + " zoneinfo, PID/stat, or TASK/stat by a task's name.")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A workload in rt-app's JSON dialect; the built-in one where there is none.")
  private String file;

  @Mixin private RunOptions options;

  ProcCommand() {}

  @Override
  public Integer call() throws Exception {
    if (!ProcFs.isName(name)) {
      throw new InputException(
          "there is no '" + name + "' in the model's /proc; name " + ProcFs.names());
    }
    Workload workload =
        file == null ? DemoCommand.workload(options.cpus()) : RunCommand.read(file, options);
    return Execution.of(workload, options).run(name);
  }
}
