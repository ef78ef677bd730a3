package org.kernsync.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own, with options of its own. */
public final class JavaFork {
  private static final long LIMIT_SECONDS = 60;

  private JavaFork() {}

  /** What the JVM left behind. */
  public record Outcome(int exitCode, String out, String err) {}

  /** The folder or jar that a class file lies in, also if its module was patched with it. */
  public static Path originOf(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    String url = type.getResource("/" + file).toString();
    String origin = url.substring(0, url.length() - file.length() - 1);
    if (origin.startsWith("jar:")) {
      origin = origin.substring("jar:".length(), origin.length() - "!".length());
    }
    return Path.of(URI.create(origin));
  }

  public static Outcome run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Path out = Files.createTempFile("fork", ".out");
    Path err = Files.createTempFile("fork", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().remove("JAVA_TOOL_OPTIONS"); // it prints a line on stderr
      builder.environment().remove("JDK_JAVA_OPTIONS");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("hung: " + command + "\n" + read(out) + read(err));
      }
      return new Outcome(process.exitValue(), read(out), read(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
