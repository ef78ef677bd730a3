package org.kernsync.kernel.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kernsync.kernel.workload.RtAppParser;
import org.kernsync.kernel.workload.Workload;
import org.kernsync.kernel.workload.WorkloadException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs a workload file. */
@Command(
    name = "run",
    description = "Boot the model and run an rt-app workload on it.",
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A workload in rt-app's JSON dialect.")
  private String file;

  @Mixin private RunOptions options;

  RunCommand() {}

  @Override
  public Integer call() throws Exception {
    return Execution.of(read(file, options), options).run();
  }

  /** Reads a workload, which no output of the run may be written over. */
  static Workload read(String file, RunOptions options) throws InputException, WorkloadException {
    if (file.isBlank()) {
      throw new InputException("the name of the workload file is empty; name one");
    }
    try {
      Workload workload = RtAppParser.parse(Path.of(file), options.suspendRule());
      options.protect(Path.of(file));
      return workload;
    } catch (InvalidPathException e) {
      throw new InputException(
          "\"" + file + "\" is no file name: " + e.getReason() + "; check the path", e);
    }
  }
}
