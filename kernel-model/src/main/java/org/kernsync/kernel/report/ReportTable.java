package org.kernsync.kernel.report;

import java.util.List;
import org.kernsync.kernel.report.TextTable.Align;

/**
 * Prints a report for a terminal: a head line, a table of tasks, a table of CPUs, then violations
 * and notes.
 *
 * <p>Times of tasks and CPUs are milliseconds, wake-up latencies microseconds.
 */
public final class ReportTable {
  /** Width where the environment does not tell. */
  public static final int DEFAULT_WIDTH = 120; // no name and no figure of a usual run is cut

  private static final int MAX_TASKS = 40;
  private static final int MAX_NAME = 24;
  private static final int MIN_WIDTH = 40;

  private ReportTable() {}

  /**
   * The width of the terminal as the shell reports it.
   *
   * @param columns the value of {@code COLUMNS}, or null
   * @return that number if it is one and at least 40, else {@link #DEFAULT_WIDTH}
   */
  public static int width(String columns) {
    try {
      int width = columns == null ? DEFAULT_WIDTH : Integer.parseInt(columns.strip());
      return width < MIN_WIDTH ? DEFAULT_WIDTH : width;
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }

  /**
   * Prints a report.
   *
   * @param report what to print
   * @param width columns available
   * @return text that ends in a line break
   */
  public static String render(RunReport report, int width) {
    StringBuilder out = new StringBuilder();
    appendHead(out, report);
    appendTasks(out.append('\n'), report.tasks(), width);
    appendCpus(out.append('\n'), report.cpuReports(), width);
    out.append('\n');
    if (report.violations().isEmpty()) {
      out.append("violations: none\n");
    } else {
      out.append("violations: ").append(report.violations().size()).append('\n');
      report.violations().forEach(line -> appendItem(out, line));
    }
    if (!report.notes().isEmpty()) {
      out.append("notes:\n");
      report.notes().forEach(line -> appendItem(out, line));
    }
    return out.toString();
  }

  private static void appendHead(StringBuilder out, RunReport report) {
    out.append(Quantity.name(report.workload(), Integer.MAX_VALUE));
    out.append(" | ").append(report.profile());
    out.append(" | ").append(report.cpus()).append(report.cpus() == 1 ? " CPU" : " CPUs");
    out.append(" | HZ ").append(report.hz());
    out.append(" | ").append(Quantity.seconds(report.wallNanos()));
    out.append(" | ").append(Quantity.grouped(report.contextSwitches())).append(" switches\n");
  }

  private static void appendTasks(StringBuilder out, List<TaskReport> tasks, int width) {
    TextTable table =
        new TextTable()
            .column("PID", Align.RIGHT, 0)
            .column("TASK", Align.NAME, 0)
            .column("POLICY", Align.LEFT, 2)
            .column("NICE", Align.RIGHT, 1)
            .column("RUN ms", Align.RIGHT, 0)
            .column("WAIT ms", Align.RIGHT, 0)
            .column("LAT us p50", Align.RIGHT, 4)
            .column("p95", Align.RIGHT, 9)
            .column("p99", Align.RIGHT, 3)
            .column("max", Align.RIGHT, 5)
            .column("SWITCH", Align.RIGHT, 6)
            .column("WAKE", Align.RIGHT, 8)
            .column("MIGR", Align.RIGHT, 0)
            .column("CPUS", Align.LEFT, 7);
    tasks.stream().limit(MAX_TASKS).forEach(task -> addTask(table, task));
    table.appendTo(out, width);
    if (tasks.size() > MAX_TASKS) {
      out.append("… and ").append(tasks.size() - MAX_TASKS).append(" more (in --json)\n");
    }
  }

  private static void addTask(TextTable table, TaskReport task) {
    Latency latency = task.latency();
    boolean measured = latency.count() > 0;
    table.row(
        Integer.toString(task.pid()),
        Quantity.name(task.name(), MAX_NAME),
        task.priority() > 0 ? task.policy() + " " + task.priority() : task.policy(),
        task.priority() > 0 ? "-" : Integer.toString(task.nice()),
        Quantity.millis(task.cpuNanos()),
        Quantity.millis(task.waitNanos()),
        measured ? Quantity.micros(latency.p50Nanos()) : "-",
        measured ? Quantity.micros(latency.p95Nanos()) : "-",
        measured ? Quantity.micros(latency.p99Nanos()) : "-",
        measured ? Quantity.micros(latency.maxNanos()) : "-",
        Quantity.count(task.switches()),
        Quantity.count(task.wakeups()),
        Quantity.count(task.migrations()),
        task.cpuRanges());
  }

  private static void appendCpus(StringBuilder out, List<CpuReport> cpus, int width) {
    TextTable table =
        new TextTable()
            .column("CPU", Align.RIGHT, 0)
            .column("CORE", Align.RIGHT, 4)
            .column("BUSY %", Align.RIGHT, 0)
            .column("USER ms", Align.RIGHT, 0)
            .column("SYS ms", Align.RIGHT, 0)
            .column("SOFTIRQ ms", Align.RIGHT, 2)
            .column("IRQ ms", Align.RIGHT, 2)
            .column("IDLE ms", Align.RIGHT, 0)
            .column("STEAL ms", Align.RIGHT, 0)
            .column("SWITCH", Align.RIGHT, 1)
            .column("TICKS", Align.RIGHT, 3)
            .column("MAXGAP ms", Align.RIGHT, 5);
    for (CpuReport cpu : cpus) {
      long all = cpu.busyNanos() + cpu.idleNanos() + cpu.stealNanos();
      table.row(
          Integer.toString(cpu.cpu()),
          cpu.core() < 0 ? "-" : Integer.toString(cpu.core()),
          Quantity.percent(cpu.busyNanos(), all),
          Quantity.millis(cpu.userNanos()),
          Quantity.millis(cpu.systemNanos()),
          Quantity.millis(cpu.softirqNanos()),
          Quantity.millis(cpu.irqNanos()),
          Quantity.millis(cpu.idleNanos()),
          Quantity.millis(cpu.stealNanos()),
          Quantity.count(cpu.switches()),
          Quantity.count(cpu.ticks()),
          Quantity.millis(cpu.maxPollGapNanos()));
    }
    table.appendTo(out, width);
  }

  private static void appendItem(StringBuilder out, String line) {
    out.append("  - ").append(Quantity.name(line, Integer.MAX_VALUE)).append('\n');
  }
}
