package org.kernsync.kernel.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a report as JSON.
 *
 * <p>Times are whole nanoseconds, except latencies, which are microseconds with three decimals.
 * Lists of CPUs are arrays of their numbers. {@code workUnits} and {@code core} are left out where
 * there are none.
 */
public final class ReportJson {
  private final JsonGenerator json;

  private ReportJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Writes a report.
   *
   * @param report what to write
   * @param out where it goes, as UTF-8; flushed, not closed
   * @throws IOException if {@code out} fails
   */
  public static void write(RunReport report, OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      new ReportJson(json).run(report);
      json.writeRaw('\n');
    }
  }

  private void run(RunReport report) throws IOException {
    json.writeStartObject();
    json.writeNumberField("cpus", report.cpus());
    json.writeNumberField("hz", report.hz());
    text("profile", report.profile());
    text("workload", report.workload());
    json.writeNumberField("wallNanos", report.wallNanos());
    json.writeNumberField("contextSwitches", report.contextSwitches());
    json.writeArrayFieldStart("tasks");
    for (TaskReport task : report.tasks()) {
      task(task);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("percpu");
    for (CpuReport cpu : report.cpuReports()) {
      cpu(cpu);
    }
    json.writeEndArray();
    texts("violations", report.violations());
    texts("notes", report.notes());
    json.writeEndObject();
  }

  private void task(TaskReport task) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", task.pid());
    text("name", task.name());
    text("policy", task.policy());
    json.writeNumberField("nice", task.nice());
    if (task.priority() > 0) {
      json.writeNumberField("priority", task.priority());
    }
    json.writeNumberField("cpuNanos", task.cpuNanos());
    json.writeNumberField("waitNanos", task.waitNanos());
    json.writeNumberField("wakeups", task.wakeups());
    json.writeNumberField("migrations", task.migrations());
    json.writeNumberField("switches", task.switches());
    json.writeFieldName("cpusUsed");
    int[] cpus = task.cpuList();
    json.writeArray(cpus, 0, cpus.length);
    if (task.workUnits() >= 0) {
      json.writeNumberField("workUnits", task.workUnits());
    }
    latency(task.latency());
    json.writeEndObject();
  }

  private void latency(Latency latency) throws IOException {
    json.writeObjectFieldStart("wakeupLatencyMicros");
    json.writeNumberField("count", latency.count());
    micros("p50", latency.p50Nanos());
    micros("p95", latency.p95Nanos());
    micros("p99", latency.p99Nanos());
    micros("max", latency.maxNanos());
    json.writeEndObject();
  }

  private void cpu(CpuReport cpu) throws IOException {
    json.writeStartObject();
    json.writeNumberField("cpu", cpu.cpu());
    if (cpu.core() >= 0) {
      json.writeNumberField("core", cpu.core());
    }
    json.writeNumberField("userNanos", cpu.userNanos());
    json.writeNumberField("systemNanos", cpu.systemNanos());
    json.writeNumberField("softirqNanos", cpu.softirqNanos());
    json.writeNumberField("irqNanos", cpu.irqNanos());
    json.writeNumberField("idleNanos", cpu.idleNanos());
    json.writeNumberField("stealNanos", cpu.stealNanos());
    json.writeNumberField("switches", cpu.switches());
    json.writeNumberField("ticks", cpu.ticks());
    json.writeNumberField("maxPollGapNanos", cpu.maxPollGapNanos());
    json.writeEndObject();
  }

  private void micros(String field, long nanos) throws IOException {
    json.writeFieldName(field);
    json.writeNumber(BigDecimal.valueOf(nanos, 3).toPlainString());
  }

  private void texts(String field, List<String> lines) throws IOException {
    json.writeArrayFieldStart(field);
    for (String line : lines) {
      json.writeString(valid(line));
    }
    json.writeEndArray();
  }

  private void text(String field, String value) throws IOException {
    json.writeStringField(field, valid(value));
  }

  /** A name cut at 15 characters may end in half a surrogate pair, which no UTF-8 can hold. */
  private static String valid(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
