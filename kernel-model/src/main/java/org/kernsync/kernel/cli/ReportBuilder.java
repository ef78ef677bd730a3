package org.kernsync.kernel.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.cpu.CpuClock;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.report.CpuReport;
import org.kernsync.kernel.report.Latency;
import org.kernsync.kernel.report.RunReport;
import org.kernsync.kernel.report.TaskReport;
import org.kernsync.kernel.sched.CpuView;
import org.kernsync.kernel.sched.Policy;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskStats;
import org.kernsync.kernel.workload.rtapp.RtAppRun;

/** Reads off a kernel that has ended what a run came to. */
final class ReportBuilder {
  private static final int INIT_PID = 1;
  private static final long NANOS_PER_MICRO = 1000;

  private final Kernel kernel;
  private final RtAppRun run;

  ReportBuilder(Kernel kernel, RtAppRun run) {
    this.kernel = kernel;
    this.run = run;
  }

  RunReport build(String workload, long wallNanos, List<String> notes) {
    KernelConfig config = kernel.config();
    return new RunReport(
        config.cpus(),
        config.hz(),
        config.profile().label(),
        workload,
        wallNanos,
        kernel.scheduler().contextSwitches(),
        tasks(),
        cpus(),
        kernel.violations(),
        notes);
  }

  /** Whether a task belongs to the workload or is the process that started it. */
  static boolean isUser(Task task) {
    return !task.isKernelThread() && task.pid() > INIT_PID;
  }

  /**
   * The threads of the workload; those that are left where the model did not come to its end too.
   */
  private List<TaskReport> tasks() {
    return Stream.concat(kernel.endedTasks().stream(), kernel.processes().snapshot().stream())
        .filter(task -> run.workUnits(task) >= 0)
        .distinct()
        .sorted(Comparator.comparingInt(Task::pid))
        .map(this::task)
        .toList();
  }

  private TaskReport task(Task task) {
    TaskStats stats = task.stats();
    return new TaskReport(
        task.pid(),
        task.comm(),
        task.policy() == Policy.NORMAL ? "OTHER" : task.policy().name(),
        task.nice(),
        task.realTimePriority(),
        task.cpuNanos(),
        stats.waitNanos(),
        stats.wakeups(),
        stats.migrations(),
        stats.cpusUsed(),
        stats.voluntarySwitches() + stats.involuntarySwitches(),
        latency(stats),
        run.workUnits(task));
  }

  /** The first start counts as a wake-up here, as it does in the scheduler's histogram. */
  private static Latency latency(TaskStats stats) {
    if (stats.cpusUsed() == 0) {
      return Latency.NONE;
    }
    return new Latency(
        stats.latencyCount(),
        stats.latencyMicros(50) * NANOS_PER_MICRO,
        stats.latencyMicros(95) * NANOS_PER_MICRO,
        stats.latencyMicros(99) * NANOS_PER_MICRO,
        stats.latencyMicros(100) * NANOS_PER_MICRO);
  }

  private List<CpuReport> cpus() {
    List<CpuReport> cpus = new ArrayList<>();
    for (int cpu = 0; cpu < kernel.scheduler().cpuCount(); cpu++) {
      cpus.add(cpu(kernel.scheduler().view(cpu)));
    }
    return cpus;
  }

  private static CpuReport cpu(CpuView view) {
    CpuClock clock = view.cpu().clock();
    return new CpuReport(
        view.id(),
        view.cpu().core(),
        clock.modeNanos(CpuMode.USER) + clock.modeNanos(CpuMode.NICE),
        clock.modeNanos(CpuMode.SYSTEM),
        clock.modeNanos(CpuMode.SOFTIRQ),
        clock.modeNanos(CpuMode.IRQ),
        clock.modeNanos(CpuMode.IDLE),
        clock.stealNanos(),
        view.switches(),
        view.ticks(),
        clock.maxGapNanos());
  }
}
