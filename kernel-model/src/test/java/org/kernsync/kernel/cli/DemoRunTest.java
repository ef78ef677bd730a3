package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.trace.FtraceParser;
import org.kernsync.kernel.trace.JsonTree;
import org.kernsync.kernel.trace.SwitchChain;
import org.kernsync.kernel.trace.TraceLine;

/**
 * The newcomer's first command: it ends well on any number of CPUs, and what it writes holds good.
 */
class DemoRunTest {
  @TempDir private Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void demo_oneSecond_endsWellAndEveryTaskHasRun(int cpus) throws Exception {
    String json = path("out.json");
    Cli.Result result =
        Cli.run("demo", "--cpus", "" + cpus, "--duration", "1", "--json", json).assertFine();
    assertThat(result.out()).contains("demo.json | linux-5.4 | " + cpus + " CPU", "hare");
    Cli.Report report = Cli.Report.read(Path.of(json)).assertSound();
    assertThat(report.names())
        .contains("metronome", "dancer-0", "dancer-1", "dancer-2", "consumer", "cruncher")
        .doesNotContain("init", "rt-app", "kthreadd")
        .satisfies(names -> assertThat(names.contains("wanderer")).isEqualTo(cpus > 1));
    assertThat(report.list("notes").toString().contains("wanderer is left out"))
        .isEqualTo(cpus == 1);
    assertThat(report.list("percpu")).hasSize(cpus);
  }

  /** The fields that others rely on, each with a value that can be true. */
  @Test
  void demo_json_hasTheFieldsOfItsContract() throws Exception {
    String json = path("out.json");
    Cli.run("demo", "--cpus", "2", "--duration", "1", "--hz", "100", "--json", json).assertFine();
    Map<String, Object> report = Cli.Report.read(Path.of(json)).assertSound().fields();
    assertThat(report)
        .containsEntry("cpus", 2L)
        .containsEntry("hz", 100L)
        .containsEntry("profile", "linux-5.4")
        .containsEntry("workload", "demo.json")
        .containsEntry("violations", List.of());
    assertThat((long) report.get("wallNanos")).isGreaterThanOrEqualTo(1_000_000_000L);
    assertThat((long) report.get("contextSwitches")).isPositive();
    List<Map<String, Object>> tasks = JsonTree.asObjects(report.get("tasks"));
    assertThat(tasks).extracting(task -> (long) task.get("pid")).isSorted().doesNotHaveDuplicates();
    assertThat(tasks)
        .allSatisfy(
            task ->
                assertThat(task)
                    .containsKeys("name", "policy", "nice", "cpuNanos", "waitNanos", "wakeups")
                    .containsKeys("migrations", "cpusUsed", "switches", "wakeupLatencyMicros"));
    assertThat(task(tasks, "metronome"))
        .containsEntry("nice", -15L)
        .containsEntry("policy", "OTHER");
    assertThat(task(tasks, "cruncher")).containsEntry("nice", 10L).containsEntry("policy", "BATCH");
    assertThat((long) task(tasks, "cruncher").get("workUnits")).isPositive();
    assertThat((long) task(tasks, "metronome").get("wakeups")).isPositive();
    assertThat(tasks)
        .allSatisfy(task -> assertThat(task.get("cpusUsed").toString()).matches("\\[[01](, 1)?]"));
  }

  private static Map<String, Object> task(List<Map<String, Object>> tasks, String name) {
    return tasks.stream().filter(task -> name.equals(task.get("name"))).findFirst().orElseThrow();
  }

  /** On each CPU of the trace, who leaves is who came last; no task is in two places. */
  @Test
  void demo_traces_areReadBackWithAnUnbrokenChainOfSwitches() throws Exception {
    String text = path("out.txt");
    String chrome = path("chrome.json");
    String json = path("out.json");
    Cli.run(
            "demo",
            "--cpus",
            "2",
            "--duration",
            "1",
            "--ftrace",
            text,
            "--trace",
            chrome,
            "--json",
            json)
        .assertFine();
    List<TraceLine> lines;
    try (Reader in = Files.newBufferedReader(Path.of(text), StandardCharsets.UTF_8)) {
      lines = FtraceParser.parse(in);
    }
    SwitchChain.Result chain = SwitchChain.check(lines);
    assertThat(chain.violations()).isEmpty();
    assertThat(chain.switches())
        .isEqualTo((long) Cli.Report.read(Path.of(json)).fields().get("contextSwitches"));
    assertThat(chain.pairs())
        .isEqualTo(chain.switches() - 2); // the first of each CPU has none before
    assertThat(
            JsonTree.asObjects(
                JsonTree.object(Files.readAllBytes(Path.of(chrome))).get("traceEvents")))
        .anySatisfy(event -> assertThat(event.toString()).contains("metronome"))
        .anySatisfy(event -> assertThat(event.toString()).contains("CPU 1"));
  }

  @Test
  void demo_watched_showsFramesAndTheLog() {
    Cli.Result result =
        Cli.run("demo", "--cpus", "2", "--duration", "1", "--watch", "--dmesg").assertFine();
    assertThat(result.err()).contains("demo.json | ", " of 1.00 s", "BUSY", "SWITCHES");
    assertThat(result.out()).contains("smp: brought up 2 CPUs", "reboot: power down");
  }

  @Test
  void demo_outputs_leaveNothingElseBehind() throws Exception {
    Cli.run("demo", "--duration", "0.1", "--json", path("out.json")).assertFine();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("out.json"));
    }
  }
}
