package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.kernel.workload.RtAppParser;
import org.kernsync.kernel.workload.SuspendRule;

/**
 * Workload files run to a sound end: small ones of our own, and rt-app's published ones where they
 * lie beside the project. All of these on 1, 2, 4 and 8 CPUs with {@code -Dkernsync.long=true}.
 */
class WorkloadRunTest {
  private static final List<Integer> CPUS = List.of(1, 2, 4, 8);

  @TempDir private Path folder;

  private Cli.Result run(String text, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("w.json"), text);
    return Cli.run(
        Stream.concat(Stream.of("run", file.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  /**
   * Without a duration, a workload whose tasks end ends with them, and the user is told the rule.
   */
  @Test
  void run_tasksThatEnd_endsWithThem() throws Exception {
    Path json = folder.resolve("out.json");
    Cli.Result result =
        run(
                "{\"tasks\":{\"t\":{\"loop\":3,\"run\":1000,\"sleep\":1000}}}",
                "--json",
                json.toString())
            .assertFine();
    assertThat(result.err().lines()).first().asString().contains("until its tasks have ended");
    Cli.Report report = Cli.Report.read(json).assertSound();
    assertThat((long) report.fields().get("wallNanos")).isLessThan(10_000_000_000L);
    assertThat(report.list("notes").toString()).contains("until its tasks have ended");
    assertThat(report.list("notes").toString()).doesNotContain("was stopped");
    assertThat(report.names()).containsExactly("t");
  }

  /** What is written to a device is in the page cache, which gives way when memory is full. */
  @Test
  void run_moreWrittenThanMemory_endsUnderReclaim() throws Exception {
    Cli.Result result =
        run(
                "{\"global\":{\"io_device\":\"disk\"},\"tasks\":{\"w\":{\"instance\":2,"
                    + "\"loop\":8,\"iorun\":4194304,\"mem\":1048576}}}",
                "--memory",
                "16M",
                "--dmesg")
            .assertFine();
    assertThat(result.out())
        .contains("io_device disk has no disk behind it")
        .contains("Memory: ", "/16384K available")
        .doesNotContain("Out of memory");
  }

  /** What cannot fit is killed, with a report; the model lives on and ends soundly. */
  @Test
  void run_moreTouchedThanMemory_isKilled() throws Exception {
    Cli.Result result =
        run(
                "{\"global\":{\"mem_buffer_size\":33554432},"
                    + "\"tasks\":{\"hog\":{\"loop\":1,\"mem\":33554432}}}",
                "--memory",
                "16M",
                "--dmesg")
            .assertFine();
    assertThat(result.out()).contains("hog invoked oom-killer", "Out of memory: Killed process");
  }

  /** Without the option there are as many CPUs as the workload names, whatever the host has. */
  @Test
  void run_workloadThatNamesHighCpus_getsThem() throws Exception {
    Path json = folder.resolve("out.json");
    run(
            "{\"tasks\":{\"t\":{\"cpus\":[9],\"loop\":1,\"run\":1000}}}",
            "--duration",
            "0.2",
            "--json",
            json.toString())
        .assertFine();
    Cli.Report report = Cli.Report.read(json).assertSound();
    long processors = Runtime.getRuntime().availableProcessors();
    assertThat(report.fields()).containsEntry("cpus", Math.max(10, Math.min(64, processors)));
    assertThat(report.tasks().get(0).get("cpusUsed").toString())
        .endsWith("9]"); // it moves itself there
  }

  /** Names that are no names of ours go through whole. */
  @Test
  void run_oddNames_areReportedAsTheyAre() throws Exception {
    Path json = folder.resolve("out.json");
    run(
            "{\"tasks\":{\"rt-app\":{\"loop\":1,\"run\":100},\"init\":{\"loop\":1,\"run\":100}}}",
            "--json",
            json.toString())
        .assertFine();
    assertThat(Cli.Report.read(json).assertSound().names()).containsExactly("rt-app", "init");
  }

  /**
   * FIFO and RR are what they say: whoever is higher computes before the others, on the one CPU;
   * the fair task waits longest, and nobody apologizes. They sleep first: a thread is fair until it
   * has run and set its own policy, which all three must have done before the first computes.
   */
  @Test
  void run_realTimePolicies_areModelled() throws Exception {
    Path json = folder.resolve("out.json");
    run(
            "{\"global\":{\"default_policy\":\"SCHED_RR\"},\"tasks\":{"
                + "\"fair\":{\"policy\":\"SCHED_OTHER\",\"loop\":1,\"sleep\":400000,\"run\":200000},"
                + "\"rr\":{\"loop\":1,\"sleep\":400000,\"run\":200000},"
                + "\"fifo\":{\"policy\":\"SCHED_FIFO\",\"priority\":50,"
                + "\"loop\":1,\"sleep\":400000,\"run\":200000}}}",
            "--cpus",
            "1",
            "--json",
            json.toString())
        .assertFine();
    Cli.Report report = Cli.Report.read(json).assertSound();
    assertThat(report.names()).containsExactly("fair", "rr", "fifo");
    assertThat(report.tasks().stream().map(task -> task.get("policy")))
        .containsExactly("OTHER", "RR", "FIFO");
    assertThat(report.tasks().get(1)).containsEntry("priority", 10L);
    assertThat(report.tasks().get(2)).containsEntry("priority", 50L);
    assertThat(report.list("notes").toString()).doesNotContain("weight");
    List<Long> waits = report.tasks().stream().map(task -> (Long) task.get("waitNanos")).toList();
    assertThat(waits.get(2)).as("FIFO 50").isLessThan(waits.get(1));
    assertThat(waits.get(1)).as("RR 10").isLessThan(waits.get(0));
  }

  static List<Arguments> published() throws Exception {
    boolean all = Boolean.getBoolean("kernsync.long");
    List<Arguments> runs = new ArrayList<>();
    Optional<Path> found = findPublished();
    if (found.isPresent()) {
      List<Path> files;
      try (Stream<Path> list = Files.list(found.get())) {
        files = list.filter(path -> path.toString().endsWith(".json")).sorted().toList();
      }
      for (int i = 0; i < files.size(); i++) {
        int highest = RtAppParser.parse(files.get(i), SuspendRule.AUTO).highestCpu();
        List<Integer> possible = CPUS.stream().filter(cpus -> cpus > highest).toList();
        for (int cpus : all ? possible : List.of(possible.get(i % possible.size()))) {
          runs.add(Arguments.of(files.get(i), cpus));
        }
      }
    }
    return runs.isEmpty() ? List.of(Arguments.of(null, 0)) : runs;
  }

  private static Optional<Path> findPublished() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolveSibling("shared").resolve("data").resolve("rtapp"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  @ParameterizedTest(name = "{0} on {1} CPUs")
  @MethodSource("published")
  void run_publishedFile_endsWellAndEveryTaskHasRun(Path file, int cpus) throws Exception {
    assumeTrue(file != null, "no published workloads beside the project");
    Path json = folder.resolve("out.json");
    String[] args = {
      "run", file.toString(), "--cpus", "" + cpus, "--duration", "2", "--json", json.toString()
    };
    Cli.run(args).assertFine();
    assertThat(Cli.Report.read(json).assertSound().fields()).containsEntry("cpus", (long) cpus);
  }
}
