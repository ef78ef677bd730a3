package org.kernsync.kernel.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kernsync.kernel.workload.hackbench.HackbenchSize;

/**
 * The host's own {@code hackbench}, of Debian's rt-tests: threads and pipes, as in the model.
 *
 * @param program where it is
 */
record HostHackbench(Path program) {
  /** So often it is run. */
  static final int RUNS = 3;

  private static final int MESSAGE_BYTES = 100;
  private static final long LIMIT_SECONDS = 60;
  private static final Pattern TIME = Pattern.compile("(?m)^Time: ([0-9]+\\.[0-9]+)\\s*$");

  /** The first one in the folders of a search path; null where there is none. */
  static HostHackbench find(String searchPath) {
    if (searchPath == null) {
      return null;
    }
    for (String folder : searchPath.split(File.pathSeparator)) {
      try {
        Path program = Path.of(folder, "hackbench");
        if (!folder.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program)) {
          return new HostHackbench(program);
        }
      } catch (InvalidPathException _) {
        // no folder of that name can exist: the next
      }
    }
    return null;
  }

  /** The options of a run of that size. */
  private static List<String> options(HackbenchSize size) {
    return List.of(
        "-p",
        "-T",
        "-g",
        "" + size.groups(),
        "-f",
        "" + size.fds(),
        "-l",
        "" + size.loops(),
        "-s",
        "" + MESSAGE_BYTES);
  }

  /** How a run of that size is called. */
  String command(HackbenchSize size) {
    return "hackbench " + String.join(" ", options(size));
  }

  /** Runs it; the median of the seconds that it tells, or nothing where it fails. */
  OptionalDouble run(HackbenchSize size) throws InterruptedException {
    double[] seconds = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      double once = runOnce(size);
      if (once < 0) {
        return OptionalDouble.empty();
      }
      seconds[i] = once;
    }
    Arrays.sort(seconds);
    return OptionalDouble.of(seconds[RUNS / 2]);
  }

  private double runOnce(HackbenchSize size) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(options(size));
    Path output = null;
    try {
      output = Files.createTempFile("kernsync-hackbench-", ".txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended;
      try {
        ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly();
      }
      Matcher time = TIME.matcher(Files.readString(output, StandardCharsets.ISO_8859_1));
      return ended && process.exitValue() == 0 && time.find()
          ? Double.parseDouble(time.group(1))
          : -1;
    } catch (IOException failed) {
      return -1; // the caller says that it told no time
    } finally {
      delete(output);
    }
  }

  private static void delete(Path output) {
    if (output != null) {
      output.toFile().delete();
    }
  }
}
