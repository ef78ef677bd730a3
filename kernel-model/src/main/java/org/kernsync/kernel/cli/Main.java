package org.kernsync.kernel.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the program starts: hands the arguments to a command and exits with what it answers. */
@Command(
    name = Main.NAME,
    description = "A multi-threaded model of the Linux kernel, on real threads.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ProcCommand.class,
      HackbenchCommand.class,
      ScenarioCommand.class,
      AllocCommand.class
    },
    footer = {
      "  bench  Compares the library with its peers, as ratios of one run.",
      "  torture  Tortures the library's types: many threads, random delays, oracles.",
      "  stress  Races them under jcstress, litmus tests included; broken twins must fail.",
      "",
      "Exit codes: 0 fine, 2 bad input or usage, 3 an invariant failed, 42 stalled, 130 Ctrl-C.",
      "'" + Main.NAME + " COMMAND --help' tells what a command takes."
    })
public final class Main implements Runnable {
  static final String NAME = "kernsync";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command in this process. Whatever happens, the answer is an exit code. */
  static int run(String... args) {
    CommandLine commands = new CommandLine(new Main());
    commands.setExpandAtFiles(false); // a workload may be called @file
    commands.setParameterExceptionHandler(Complaint::aboutUsage);
    commands.setExecutionExceptionHandler(Complaint::aboutRun);
    try {
      return commands.execute(args);
    } catch (Throwable failure) { // errors: picocli hands on exceptions only
      return Complaint.unexpected(failure);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name a command: demo, run FILE, proc NAME, hackbench, scenario, alloc, bench, torture or"
            + " stress");
  }
}
