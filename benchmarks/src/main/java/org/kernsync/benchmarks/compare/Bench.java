package org.kernsync.benchmarks.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kernsync.kernel.report.OutputException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs {@code kernsync bench}: whatever happens, the answer is an exit code and one sentence. */
public final class Bench {
  private static final String NAME = "kernsync bench";
  private static final int BAD_USAGE = 2;
  private static final int BROKEN = 3;

  private Bench() {}

  /**
   * Runs the command in this process.
   *
   * @param args its options
   * @return 0 if all that was measured holds, 2 for bad usage, 3 if something does not hold
   */
  public static int run(String... args) {
    CommandLine command = new CommandLine(new BenchCommand());
    command.setExpandAtFiles(false);
    command.setParameterExceptionHandler((problem, ignored) -> aboutUsage(problem));
    command.setExecutionExceptionHandler((problem, ignored, arguments) -> aboutRun(problem));
    try {
      return command.execute(args);
    } catch (Throwable failure) { // errors: picocli hands on exceptions only
      return aboutRun(failure);
    }
  }

  private static int aboutUsage(ParameterException problem) {
    String message = problem.getMessage().strip();
    say(message + (message.endsWith(".") ? " See '" : "; see '") + NAME + " --help'");
    return BAD_USAGE;
  }

  private static int aboutRun(Throwable problem) {
    return switch (problem) {
      case OutputException _ -> {
        say(problem.getMessage());
        yield BAD_USAGE;
      }
      case ForkException _ -> {
        say(problem.getMessage());
        yield BROKEN;
      }
      default -> {
        say("this is a bug of " + NAME + ": " + problem + "; " + whereTheTraceIs(problem));
        yield BROKEN;
      }
    };
  }

  private static String whereTheTraceIs(Throwable failure) {
    try {
      Path file = Files.createTempFile("kernsync-bug-", ".txt");
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        failure.printStackTrace(out);
      }
      return "the stack trace is in " + file;
    } catch (IOException _) {
      StackTraceElement[] stack = failure.getStackTrace();
      return stack.length == 0 ? "there is no stack trace" : "it came from " + stack[0];
    }
  }

  private static void say(String sentence) {
    System.err.println("kernsync: " + sentence.strip().replaceAll("\\s*\\R\\s*", " "));
    System.err.flush();
  }
}
