package org.kernsync.stress.torture;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Where {@code ./kernsync torture} starts. */
public final class Main {
  static final int BAD_USAGE = 2;
  static final int RED = 3;
  static final int STALLED = 42;

  private static final String COMMAND = "torture";

  private Main() {}

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args {@code torture}, if one likes, and the options
   */
  public static void main(String[] args) {
    boolean named = args.length > 0 && args[0].equals(COMMAND);
    System.exit(run(named ? Arrays.copyOfRange(args, 1, args.length) : args));
  }

  /** Runs in this process. Whatever happens, the answer is an exit code. */
  static int run(String... args) {
    CommandLine command = new CommandLine(new TortureCommand());
    command.setParameterExceptionHandler(Main::aboutUsage);
    command.setExecutionExceptionHandler((problem, line, parsed) -> unexpected(problem));
    try {
      return command.execute(args);
    } catch (Error failure) { // picocli hands on exceptions only
      return unexpected(failure);
    }
  }

  private static int aboutUsage(ParameterException problem, String[] args) {
    String sentence = problem.getMessage().strip().replaceAll("\\s+", " ");
    String end = sentence.endsWith(".") ? "" : ".";
    System.err.println("kernsync: " + sentence + end + " See 'kernsync torture --help'");
    return BAD_USAGE;
  }

  private static int unexpected(Throwable failure) {
    System.err.println("kernsync: torture itself is broken: " + failure);
    failure.printStackTrace();
    return RED;
  }
}
