package org.kernsync.mutants;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One run of a killer in a JVM of its own.
 *
 * @param colour what it said
 * @param took how long it ran
 * @param log what it printed
 */
record Trial(Colour colour, Duration took, Path log) {

  /** What a killer says. */
  enum Colour {
    /** Nothing found. */
    GREEN,
    /** A test failed, an oracle spoke, or the JVM broke down. */
    RED,
    /** It did not end in time, or told that a thread waits without end. */
    HANGS,
    /** It did not run at all: it knows no such test, or not its options. */
    NO_RUN;

    boolean kills() {
      return this == RED || this == HANGS;
    }
  }

  private static final int GREEN = 0;
  private static final int BAD_USAGE = 2;
  private static final int STALLED = 42;

  /** Whatever runs here runs in little memory. */
  private static final List<String> JVM =
      List.of(
          "-Xmx512m",
          "-XX:-UsePerfData",
          "-Dkernsync.wedgedSeconds=12", // how long tests of the library wait for a thread to end
          "-XX:+EnableDynamicAgentLoading",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * Runs a killer to its end, or kills it.
   *
   * @param classPath mutated classes first
   * @param directory where it runs and leaves its log; made if it is missing
   */
  static Trial run(Killer killer, List<Path> classPath, Path directory, Duration limit, long seed)
      throws IOException, InterruptedException {
    Path log = Files.createDirectories(directory).resolve("log.txt");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command(killer, classPath, seed))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Colour colour;
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      colour = ended ? colourOf(process.exitValue()) : Colour.HANGS;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return new Trial(colour, Duration.ofNanos(System.nanoTime() - start), log);
  }

  /** The last lines of the log, for a person. */
  String lastLines(int count) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  private static Colour colourOf(int exitCode) {
    return switch (exitCode) {
      case GREEN -> Colour.GREEN;
      case BAD_USAGE -> Colour.NO_RUN;
      case STALLED -> Colour.HANGS;
      default -> Colour.RED;
    };
  }

  private static List<String> command(Killer killer, List<Path> classPath, long seed) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(killer.options());
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(killer.mainClass());
    command.addAll(killer.arguments());
    switch (killer.layer()) {
      case TORTURE -> command.addAll(List.of("--seed", Long.toString(seed)));
      case JCSTRESS -> command.addAll(List.of("-jvmArgs", ofItsForks(killer)));
      default -> {} // what runs is in this JVM, and knows no seed
    }
    return command;
  }

  /** jcstress starts JVMs of its own; without any option it would choose some by itself. */
  private static String ofItsForks(Killer killer) {
    return "-Xmx256m " + String.join(" ", killer.options());
  }
}
