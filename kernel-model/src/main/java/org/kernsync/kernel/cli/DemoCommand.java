package org.kernsync.kernel.cli;

import java.util.concurrent.Callable;
import org.kernsync.kernel.workload.RtAppParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the built-in workload. */
@Command(
    name = "demo",
    description = "Boot the model and run a built-in workload of five seconds on it.",
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    return new Execution(RtAppParser.demo(), options).run();
  }
}
