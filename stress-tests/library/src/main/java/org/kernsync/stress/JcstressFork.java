package org.kernsync.stress;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of jcstress in a JVM of its own, with the class path of this one. */
final class JcstressFork {
  private static final long LOOK_MILLIS = 200;

  private final Path directory;
  private final List<String> options;

  private volatile long lastLineNanos; // volatile: written by the pump, read by who waits
  private boolean stalled;
  private int exitCode;

  JcstressFork(Path directory, List<String> options) {
    this.directory = directory;
    this.options = options;
  }

  /**
   * Runs it to its end, or kills it and its own forks once it has printed nothing for too long.
   *
   * @return its exit code
   */
  int run(Duration stallLimit, PrintStream out) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    lastLineNanos = System.nanoTime();
    Thread pump = new Thread(() -> copyLines(process, out), "jcstress-output");
    pump.setDaemon(true);
    pump.start();
    try {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - lastLineNanos > stallLimit.toNanos()) {
          stalled = true;
          kill(process);
        }
      }
      pump.join(stallLimit.toMillis());
      exitCode = process.exitValue();
      return exitCode;
    } finally {
      kill(process);
    }
  }

  /** What {@link #run} returned. */
  int exitCode() {
    return exitCode;
  }

  boolean hasStalled() {
    return stalled;
  }

  private void copyLines(Process process, PrintStream out) {
    try (BufferedReader lines = process.inputReader(Charset.defaultCharset())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lastLineNanos = System.nanoTime();
        out.println(line);
      }
    } catch (IOException e) {
      out.println("jcstress prints no more: " + e.getMessage()); // it was killed
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", absoluteClassPath(), "org.openjdk.jcstress.Main"));
    command.addAll(options);
    return command;
  }

  /** The class path of this JVM, fit for another directory. */
  private static String absoluteClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
