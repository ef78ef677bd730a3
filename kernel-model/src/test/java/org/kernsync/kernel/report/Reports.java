package org.kernsync.kernel.report;

import java.util.List;
import java.util.stream.IntStream;

/** Reports to print. */
final class Reports {
  private Reports() {}

  static TaskReport task(int pid, String name) {
    Latency latency = new Latency(7, 4_210, 52_000, 1_234_000, 28_000_000);
    return new TaskReport(
        pid,
        name,
        "OTHER",
        -5,
        0,
        1_234_567_890,
        56_789_000,
        4_321,
        12,
        0b1101,
        8_765,
        latency,
        42);
  }

  static TaskReport silentTask(int pid, String name) {
    return new TaskReport(pid, name, "IDLE", 0, 0, 0, 400, 0, 0, 0, 0, Latency.NONE, -1);
  }

  static TaskReport realTimeTask(int pid, String name) {
    return new TaskReport(pid, name, "FIFO", 0, 50, 7, 0, 0, 0, 0, 0, Latency.NONE, -1);
  }

  static CpuReport cpu(int cpu) {
    return new CpuReport(
        cpu,
        cpu == 0 ? 1 : -1,
        3_000_000_000L,
        400_000_000,
        50_000_000,
        6_000_000,
        2_500_000_000L,
        44_000_000,
        12_345_678,
        1_500,
        123_456);
  }

  static RunReport sound() {
    return new RunReport(
        2,
        250,
        "linux-5.4",
        "example5.json",
        6_001_000_000L,
        24_691_356,
        List.of(task(101, "thread0"), silentTask(102, "watchdog")),
        List.of(cpu(0), cpu(1)),
        List.of(),
        List.of());
  }

  static RunReport with(List<TaskReport> tasks, List<String> violations, List<String> notes) {
    return new RunReport(
        1, 1000, "linux-6.12", "many.json", 1_000_000, 3, tasks, List.of(), violations, notes);
  }

  static List<TaskReport> tasks(int count) {
    return IntStream.range(0, count).mapToObj(i -> task(100 + i, "task" + i)).toList();
  }
}
