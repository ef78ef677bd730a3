package org.kernsync.kernel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kernsync.kernel.report.OutputException;
import org.kernsync.kernel.workload.WorkloadException;
import org.kernsync.kernel.workload.replay.ReplayException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says on standard error what went wrong, in one sentence on one line, and which exit code that is.
 *
 * <p>Bad input and bad usage are the user's to mend: 2. Anything unexpected is ours: 3, with the
 * stack trace in a file that the sentence names.
 */
final class Complaint {
  static final int BAD_INPUT = 2;
  static final int BROKEN = 3;

  private Complaint() {}

  /** Prints one sentence. */
  static void say(String sentence) {
    System.err.println(Main.NAME + ": " + oneLine(sentence));
    System.err.flush();
  }

  /** The arguments make no sense. */
  static int aboutUsage(ParameterException problem, String[] args) {
    String command = problem.getCommandLine().getCommandSpec().qualifiedName();
    String message =
        problem instanceof UnmatchedArgumentException unmatched && isRoot(problem.getCommandLine())
            ? "there is no command '"
                + unmatched.getUnmatched().get(0)
                + "', name demo, run FILE, proc NAME, hackbench, scenario, alloc, bench, torture or"
                + " stress"
            : problem.getMessage().strip();
    say(message + (message.endsWith(".") ? " See '" : "; see '") + command + " --help'");
    return BAD_INPUT;
  }

  private static boolean isRoot(CommandLine command) {
    return command.getParent() == null;
  }

  /** A command failed. */
  static int aboutRun(Exception problem, CommandLine command, ParseResult arguments) {
    return switch (problem) {
      case InputException _, WorkloadException _, ReplayException _, OutputException _ -> {
        say(problem.getMessage());
        yield BAD_INPUT;
      }
      default -> unexpected(problem);
    };
  }

  /** Something happened that no command foresees. */
  static int unexpected(Throwable failure) {
    String what =
        failure instanceof OutOfMemoryError
            ? "the memory did not suffice; shorten the run, or give the JVM more with"
                + " KERNSYNC_JAVA_OPTS=-Xmx8g"
            : "this is a bug of " + Main.NAME + ": " + failure;
    say(what + "; " + whereTheTraceIs(failure));
    return BROKEN;
  }

  private static String whereTheTraceIs(Throwable failure) {
    try {
      Path file = Files.createTempFile(Main.NAME + "-bug-", ".txt");
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        failure.printStackTrace(out);
      }
      return "the stack trace is in " + file;
    } catch (IOException _) {
      StackTraceElement[] stack = failure.getStackTrace();
      return stack.length == 0 ? "there is no stack trace" : "it came from " + stack[0];
    }
  }

  /** Messages may quote what the user gave: no line break and no escape sequence survives. */
  static String oneLine(String text) {
    StringBuilder clean = new StringBuilder();
    text.strip()
        .replaceAll("\\s*\\R\\s*", " ")
        .codePoints()
        .map(point -> isPrintable(point) ? point : '?')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isPrintable(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
  }
}
