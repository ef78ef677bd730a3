package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.report.OutputFiles;
import org.kernsync.kernel.report.RunReport;
import org.kernsync.kernel.trace.TraceRecorder;
import org.kernsync.kernel.workload.GlobalSettings;
import org.kernsync.kernel.workload.RtAppParser;
import org.kernsync.kernel.workload.SuspendRule;
import org.kernsync.kernel.workload.Workload;
import org.kernsync.kernel.workload.WorkloadException;
import picocli.CommandLine;

/** However a run ends, its files are written, and the exit code says how it ended. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndingTest {
  private static final long MILLI = 1_000_000;

  @TempDir private Path folder;

  private static Workload workload(String task) throws WorkloadException {
    String text = "{\"tasks\":{\"t\":{%s}}}".formatted(task);
    return RtAppParser.parse("w.json", new StringReader(text), SuspendRule.AUTO);
  }

  private RunOptions options(String... args) {
    return CommandLine.populateCommand(new RunOptions(), args);
  }

  private static Ending ending(Outcome outcome, List<String> violations) {
    RunReport report =
        new RunReport(1, 250, "linux-5.4", "w", 1, 1, List.of(), List.of(), violations, List.of());
    return new Ending(
        outcome, report, new TraceRecorder(1, 1), List.of("a line"), null, null, null);
  }

  @Test
  void tell_violated_isExitCodeThreeWithEachViolationOnStandardErrorAndInTheFile()
      throws Exception {
    Path json = folder.resolve("out.json");
    OutputFiles files = new OutputFiles();
    files.open("--json", json.toString());
    Cli.Result result =
        Cli.capture(() -> ending(Outcome.VIOLATED, List.of("one", "two")).tell(files));
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).isEqualTo("kernsync: violation: one\nkernsync: violation: two\n");
    assertThat(result.out()).contains("violations: 2").endsWith("\na line\n");
    assertThat(Cli.Report.read(json).list("violations").toString()).isEqualTo("[one, two]");
  }

  /** An output whose folder is gone in the meantime is the only one that is missing. */
  @Test
  void tell_outputThatFails_isNamedAndTheOthersAreWritten() throws Exception {
    for (Outcome outcome : List.of(Outcome.FINE, Outcome.VIOLATED)) {
      Path gone = Files.createDirectory(folder.resolve("gone"));
      OutputFiles files = new OutputFiles();
      files.open("--json", gone.resolve("out").toString());
      files.open("--trace", folder.resolve("chrome").toString());
      files.open("--ftrace", folder.resolve("text").toString());
      try (var inside = Files.list(gone)) {
        inside.forEach(file -> file.toFile().delete());
      }
      Files.delete(gone);
      Cli.Result result = Cli.capture(() -> ending(outcome, List.of()).tell(files));
      assertThat(result.code()).isEqualTo(outcome == Outcome.FINE ? 2 : 3);
      result.assertOneSentence();
      assertThat(result.err()).contains("--json: " + gone.resolve("out") + " could not be written");
      assertThat(folder.resolve("chrome")).isNotEmptyFile();
      assertThat(folder.resolve("text")).isNotEmptyFile();
    }
  }

  /** A model that the watchdog gives up: its state on standard error, the report all the same. */
  @Test
  void run_stalled_isExitCodeFortyTwoAndTellsTheState() throws Exception {
    Path json = folder.resolve("out.json");
    KernelConfig impatient = KernelConfig.ofCpus(2).withStallNanos(1);
    Execution execution =
        new Execution(
            workload("\"sleep\":1000"),
            options("--json", json.toString()),
            impatient,
            new RunLength(60_000 * MILLI, 0, null));
    Cli.Result result = Cli.capture(execution::run);
    assertThat(result.code()).isEqualTo(42);
    assertThat(result.err()).contains("kernsync: stalled: ", " runs ", " runnable, ");
    assertThat(Cli.Report.read(json).fields()).containsEntry("cpus", 2L);
  }

  /** Tasks that should end but wait for each other do not keep the user waiting for ever. */
  @Test
  void run_tasksThatDoNotEndWithinTheLimit_areStoppedAndTheUserIsTold() throws Exception {
    Path json = folder.resolve("out.json");
    RunLength limited = new RunLength(GlobalSettings.ENDLESS, 300 * MILLI, "the rule");
    Execution execution =
        new Execution(
            workload("\"loop\":1,\"sem_wait\":\"never\""),
            options("--json", json.toString()),
            KernelConfig.ofCpus(1),
            limited);
    Cli.Result result = Cli.capture(execution::run).assertFine();
    assertThat(result.err()).startsWith("kernsync: the rule\n");
    assertThat(Cli.Report.read(json).assertSound().list("notes").toString())
        .isEqualTo("[the rule, the run was stopped before its tasks had ended]");
  }
}
