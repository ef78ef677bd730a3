package org.kernsync.kernel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.trace.JsonTree;

class ReportJsonTest {
  private static Map<String, Object> write(RunReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportJson.write(report, out);
    return JsonTree.object(out.toByteArray());
  }

  /** The fields that others rely on, and ours. */
  @Test
  void write_report_hasTheContractFields() throws IOException {
    Map<String, Object> json = write(Reports.sound());
    assertThat(json)
        .containsEntry("cpus", 2L)
        .containsEntry("hz", 250L)
        .containsEntry("profile", "linux-5.4")
        .containsEntry("workload", "example5.json")
        .containsEntry("wallNanos", 6_001_000_000L)
        .containsEntry("contextSwitches", 24_691_356L)
        .containsEntry("violations", List.of())
        .containsEntry("notes", List.of());
    List<Map<String, Object>> tasks = JsonTree.asObjects(json.get("tasks"));
    assertThat(tasks).hasSize(2);
    assertThat(tasks.get(0))
        .containsEntry("pid", 101L)
        .containsEntry("name", "thread0")
        .containsEntry("policy", "OTHER")
        .containsEntry("nice", -5L)
        .containsEntry("cpuNanos", 1_234_567_890L)
        .containsEntry("waitNanos", 56_789_000L)
        .containsEntry("wakeups", 4_321L)
        .containsEntry("migrations", 12L)
        .containsEntry("switches", 8_765L)
        .containsEntry("cpusUsed", List.of(0L, 2L, 3L))
        .containsEntry("workUnits", 42L);
    assertThat(JsonTree.asObject(tasks.get(0).get("wakeupLatencyMicros")))
        .containsEntry("count", 7L)
        .containsEntry("p50", new BigDecimal("4.210"))
        .containsEntry("p95", new BigDecimal("52.000"))
        .containsEntry("p99", new BigDecimal("1234.000"))
        .containsEntry("max", new BigDecimal("28000.000"));
    assertThat(tasks.get(1)).containsEntry("cpusUsed", List.of()).doesNotContainKey("workUnits");
  }

  /** Each CPU with all its times. */
  @Test
  void write_report_hasEveryCpu() throws IOException {
    List<Map<String, Object>> cpus = JsonTree.asObjects(write(Reports.sound()).get("percpu"));
    assertThat(cpus).hasSize(2);
    assertThat(cpus.get(0))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("cpu", 0L),
                Map.entry("core", 1L),
                Map.entry("userNanos", 3_000_000_000L),
                Map.entry("systemNanos", 400_000_000L),
                Map.entry("softirqNanos", 50_000_000L),
                Map.entry("irqNanos", 6_000_000L),
                Map.entry("idleNanos", 2_500_000_000L),
                Map.entry("stealNanos", 44_000_000L),
                Map.entry("switches", 12_345_678L),
                Map.entry("ticks", 1_500L),
                Map.entry("maxPollGapNanos", 123_456L)));
    assertThat(cpus.get(1)).doesNotContainKey("core");
  }

  /** Whatever is in a name, the file is valid JSON. */
  @Test
  void write_oddText_isValidJson() throws IOException {
    RunReport report =
        Reports.with(
            List.of(Reports.task(1, "half \ud83d")), List.of("\"quoted\"\n\u0000"), List.of("é😀"));
    Map<String, Object> json = write(report);
    assertThat(JsonTree.asObjects(json.get("tasks")).get(0)).containsEntry("name", "half ?");
    assertThat(json).containsEntry("violations", List.of("\"quoted\"\n\u0000"));
    assertThat(json).containsEntry("notes", List.of("é😀"));
  }

  /** A real-time priority is written where there is one. */
  @Test
  void write_realTimeTask_hasItsPriority() throws IOException {
    List<TaskReport> tasks = List.of(Reports.task(1, "fair"), Reports.realTimeTask(2, "urgent"));
    List<Map<String, Object>> json =
        JsonTree.asObjects(write(Reports.with(tasks, List.of(), List.of())).get("tasks"));
    assertThat(json.get(0)).doesNotContainKey("priority");
    assertThat(json.get(1)).containsEntry("priority", 50L).containsEntry("policy", "FIFO");
  }

  /** CPU 63 is the last bit. */
  @Test
  void cpuList_allOfThem_isWhole() {
    TaskReport task = new TaskReport(1, "t", "OTHER", 0, 0, 0, 0, 0, 0, -1L, 0, Latency.NONE, -1);
    assertThat(task.cpuList()).hasSize(64).startsWith(0).endsWith(63);
    assertThat(task.cpuRanges()).isEqualTo("0-63");
  }

  /** A histogram's percentiles, and none where nothing was measured. */
  @Test
  void latency_ofHistogram_hasItsPercentiles() {
    Histogram histogram = new Histogram(3);
    assertThat(Latency.of(histogram)).isEqualTo(Latency.NONE);
    for (int i = 1; i <= 1_000; i++) {
      histogram.recordValue(i);
    }
    assertThat(Latency.of(histogram)).isEqualTo(new Latency(1_000, 500, 950, 990, 1_000));
  }
}
