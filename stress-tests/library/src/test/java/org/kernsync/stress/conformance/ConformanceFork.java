package org.kernsync.stress.conformance;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kernsync.sleep.Mutex;
import org.kernsync.stress.contract.LockUnderTest;

/** Runs a main class of these tests in a JVM of its own. */
final class ConformanceFork {
  private static final long LIMIT_SECONDS = 120;

  private ConformanceFork() {}

  /** The lines that it printed. */
  static List<String> run(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("conformance", ".out");
    Path err = Files.createTempFile("conformance", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().remove("JAVA_TOOL_OPTIONS"); // it prints a line on stderr
      builder.environment().remove("JDK_JAVA_OPTIONS");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            (ended ? "failed: " : "hung: ") + command + "\n" + read(out) + read(err));
      }
      return Files.readAllLines(out, StandardCharsets.UTF_8);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** These tests, this module and the library: all that the forks need. */
  private static String classPath() {
    return Stream.of(ConformanceFork.class, LockUnderTest.class, Mutex.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> Path.of(URI.create(location.toString())).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
