package org.kernsync.kernel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTableTest {
  /** The whole report as a wide terminal shows it. */
  @Test
  void render_wide_isGolden() {
    assertThat(ReportTable.render(Reports.sound(), 140))
        .isEqualTo(
            """
            example5.json | linux-5.4 | 2 CPUs | HZ 250 | 6.00 s | 24,691,356 switches

            PID  TASK      POLICY  NICE  RUN ms  WAIT ms  LAT us p50   p95   p99    max  SWITCH  WAKE  MIGR  CPUS
            101  thread0   OTHER     -5    1235     56.8        4.21  52.0  1234  28000    8765  4321    12  0,2-3
            102  watchdog  IDLE       0       0   <0.001           -     -     -      -       0     0     0  -

            CPU  CORE  BUSY %  USER ms  SYS ms  SOFTIRQ ms  IRQ ms  IDLE ms  STEAL ms  SWITCH  TICKS  MAXGAP ms
              0     1    57.6     3000     400        50.0    6.00     2500      44.0   12.3M   1500      0.123
              1     -    57.6     3000     400        50.0    6.00     2500      44.0   12.3M   1500      0.123

            violations: none
            """);
  }

  /** On a narrow terminal the columns that matter least are left out. */
  @Test
  void render_hundredColumns_isGolden() {
    assertThat(ReportTable.render(Reports.sound(), 100))
        .contains(
            """
            PID  TASK      POLICY  NICE  RUN ms  WAIT ms  LAT us p50   p99    max  SWITCH  WAKE  MIGR  CPUS
            101  thread0   OTHER     -5    1235     56.8        4.21  1234  28000    8765  4321    12  0,2-3
            """)
        .contains("TICKS  MAXGAP ms\n");
    assertThat(ReportTable.render(Reports.sound(), 97))
        .contains("TICKS\n")
        .doesNotContain("MAXGAP ms");
  }

  /** A real-time task shows its priority where a fair one shows its nice value. */
  @Test
  void render_realTimeTask_showsItsPriority() {
    List<TaskReport> tasks = List.of(Reports.task(1, "fair"), Reports.realTimeTask(2, "urgent"));
    assertThat(ReportTable.render(Reports.with(tasks, List.of(), List.of()), 200).lines())
        .anyMatch(line -> line.matches(" *1 +fair +OTHER +-5 .*"))
        .anyMatch(line -> line.matches(" *2 +urgent +FIFO 50 +- .*"));
  }

  /** No line is longer than the terminal is wide. */
  @ParameterizedTest
  @ValueSource(ints = {60, 72, 80, 100, 120, 200})
  void render_anyWidth_keepsIt(int width) {
    List<TaskReport> tasks =
        List.of(Reports.task(1, "a-very-long-name-that-goes-on-and-on"), Reports.task(32767, "b"));
    RunReport report =
        new RunReport(
            1, 250, "p", "w", 1, 1, tasks, Reports.sound().cpuReports(), List.of(), List.of());
    assertThat(ReportTable.render(report, width).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
  }

  /** A cut name shows that it is cut, a control character cannot reach the terminal. */
  @Test
  void render_oddNames_areCutAndCleaned() {
    List<TaskReport> tasks =
        List.of(Reports.task(1, "abcdefghijklmnopqrstuvwxyz"), Reports.task(2, "x\u001b[2Jy\n"));
    assertThat(ReportTable.render(Reports.with(tasks, List.of(), List.of()), 200))
        .contains("abcdefghijklmnopqrstuvw…")
        .contains("x?[2Jy?")
        .doesNotContain("\u001b");
  }

  /** Forty tasks are shown, the others counted. */
  @Test
  void render_manyTasks_countsTheRest() {
    String forty = ReportTable.render(Reports.with(Reports.tasks(40), List.of(), List.of()), 100);
    assertThat(forty).contains("task39 ").doesNotContain("more (in --json)");
    String more = ReportTable.render(Reports.with(Reports.tasks(57), List.of(), List.of()), 100);
    assertThat(more).contains("task39 ", "… and 17 more (in --json)\n").doesNotContain("task40");
  }

  /** Violations and notes come last, in full. */
  @Test
  void render_violationsAndNotes_areListed() {
    String text =
        ReportTable.render(
            Reports.with(List.of(), List.of("lock m is held", "pid 7 is lost"), List.of("note")),
            100);
    assertThat(text)
        .endsWith(
            """
            violations: 2
              - lock m is held
              - pid 7 is lost
            notes:
              - note
            """);
  }

  /** COLUMNS is taken where it makes sense. */
  @ParameterizedTest
  @CsvSource(
      value = {"90, 90", "null, 120", "'', 120", "abc, 120", "0, 120", "-5, 120", "39, 120"},
      nullValues = "null")
  void width_ofColumns_isSensible(String columns, int width) {
    assertThat(ReportTable.width(columns)).isEqualTo(width);
  }

  /** Three significant digits, nothing that rounds to another length. */
  @ParameterizedTest
  @CsvSource({
    "0, 0", "0.0001, <0.001", "0.0005, 0.001", "0.0123, 0.012", "0.9994, 0.999", "0.9996, 1.00",
    "1.234, 1.23", "9.994, 9.99", "9.996, 10.0", "99.94, 99.9", "99.96, 100", "123456.7, 123457",
    "-1.5, -1.50"
  })
  void threeDigits_ofValue_isReadable(double value, String text) {
    assertThat(Quantity.threeDigits(value)).isEqualTo(text);
  }

  /** Counts are exact as long as they are short. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9999999, 9999999",
    "12345678, 12.3M",
    "9999999999, 10000M",
    "12345678901, 12.3G"
  })
  void count_ofValue_isReadable(long value, String text) {
    assertThat(Quantity.count(value)).isEqualTo(text);
  }
}
