package org.kernsync.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of one idle instance with all that belongs to it alone, beside a peer's.
 *
 * @param type ours
 * @param bytes ours
 * @param peer theirs
 * @param peerBytes theirs
 * @param limit how many ours may have; 0: as many as it likes
 */
record Footprint(String type, long bytes, String peer, long peerBytes, int limit) {
  private static final long PATIENCE_SECONDS = 60;

  boolean isJudged() {
    return limit > 0;
  }

  boolean holds() {
    return limit == 0 || bytes <= limit;
  }

  /** Measures in a JVM with G1 and compressed references, whatever this one has. */
  static List<Footprint> measure() throws ForkException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      byte[] said = process.getInputStream().readAllBytes();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new ForkException(
            "the bytes per instance could not be measured: "
                + new String(said, StandardCharsets.UTF_8).lines().findFirst().orElse("no reason"));
      }
      return parse(new String(said, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new ForkException("the bytes per instance could not be measured: " + e, e);
    }
  }

  private static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseG1GC",
        "-XX:+UseCompressedOops",
        "-XX:-UsePerfData",
        "-XX:+EnableDynamicAgentLoading",
        "-Djdk.attach.allowAttachSelf=true",
        "-Djol.skipHotspotSAAttach=true",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        FootprintMain.class.getName());
  }

  /** Other lines are a library's talk. */
  static List<Footprint> parse(List<String> lines) {
    List<Footprint> all = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split("\t");
      if (fields.length == 6 && fields[0].equals(FootprintMain.MARK)) {
        all.add(
            new Footprint(
                fields[1],
                Long.parseLong(fields[2]),
                fields[3],
                Long.parseLong(fields[4]),
                Integer.parseInt(fields[5])));
      }
    }
    return all;
  }
}
