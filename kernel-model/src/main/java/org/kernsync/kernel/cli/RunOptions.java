package org.kernsync.kernel.cli;

import java.nio.file.Path;
import java.util.List;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Profile;
import org.kernsync.kernel.cli.DeviceLoadConverter.Loads;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.drivers.DeviceLoad;
import org.kernsync.kernel.proc.ProcFs;
import org.kernsync.kernel.report.OutputException;
import org.kernsync.kernel.report.OutputFiles;
import org.kernsync.kernel.workload.SuspendRule;
import org.kernsync.kernel.workload.Workload;
import org.kernsync.kernel.workload.WorkloadException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that every run takes. */
@Command(sortOptions = false)
final class RunOptions {
  static final String JSON = "--json";
  static final String TRACE = "--trace";
  static final String FTRACE = "--ftrace";
  static final String PROC = "--proc";

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description =
          "CPUs of the model, 1 to 64, also more than there are cores. By default as many as cores,"
              + " or as the workload names.")
  private Integer cpus;

  @Option(
      names = "--duration",
      paramLabel = "S",
      converter = DurationConverter.class,
      description = "Seconds to run, such as 2.5. By default as long as the workload says.")
  private Long durationNanos;

  @Option(
      names = "--hz",
      paramLabel = "N",
      defaultValue = "" + KernelConfig.DEFAULT_HZ,
      description = "Timer ticks per second, 10 to 10000. Default: ${DEFAULT-VALUE}.")
  private int hz;

  @Option(
      names = "--profile",
      paramLabel = "P",
      converter = ProfileConverter.class,
      completionCandidates = ProfileConverter.Labels.class,
      defaultValue = "linux-5.4",
      description = "The kernel to follow: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Profile profile;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemoryConverter.class,
      defaultValue = "1G",
      description =
          "Physical memory of the model, 16M to 64G; only what is touched becomes real. Default:"
              + " ${DEFAULT-VALUE}.")
  private long memoryBytes;

  @Option(
      names = "--preempt",
      paramLabel = "none|full",
      converter = PreemptionConverter.class,
      defaultValue = "none",
      description =
          "Whether a task in kernel mode gives way only where it sleeps, asks or returns to user"
              + " mode (none), or also at the end of atomic sections and interrupts (full)."
              + " Default: ${DEFAULT-VALUE}.")
  private Preemption preemption;

  @Option(
      names = "--irq",
      paramLabel = "DEV=N/s,...",
      converter = DeviceLoadConverter.class,
      description =
          "Devices that interrupt at a rate: timer, disk, net, such as net=20000/s,disk=500/s.")
  private Loads loads;

  @Option(
      names = "--suspend",
      paramLabel = "auto|group|self",
      converter = SuspendConverter.class,
      defaultValue = "auto",
      description =
          "What a suspend event waits on: its string (group), the task's own name (self), or the"
              + " string where some resume names it (auto). Default: ${DEFAULT-VALUE}.")
  private SuspendRule suspendRule;

  @Option(names = JSON, paramLabel = "OUT.json", description = "Write the report as JSON.")
  private String json;

  @Option(
      names = TRACE,
      paramLabel = "OUT.json",
      description = "Write a timeline as Chrome trace JSON, for ui.perfetto.dev.")
  private String trace;

  @Option(
      names = FTRACE,
      paramLabel = "OUT.txt",
      description = "Write a trace as the kernel's own text.")
  private String ftrace;

  @Option(
      names = PROC,
      paramLabel = "DIR",
      description =
          "Write what /proc shows into a folder of its own: interrupts, softirqs, stat, schedstat,"
              + " loadavg, buddyinfo, zoneinfo, slabinfo, meminfo, vmstat, PID/stat.")
  private String proc;

  @Option(names = "--watch", description = "Show what each CPU does while it runs.")
  private boolean watch;

  @Option(names = "--dmesg", description = "Print the kernel log at the end.")
  private boolean dmesg;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  private Path input;

  /** Names the file that no output may be written over. */
  void protect(Path workload) {
    input = workload;
  }

  /** The devices that were asked for. */
  List<DeviceLoad> loads() {
    return loads == null ? List.of() : loads.list();
  }

  SuspendRule suspendRule() {
    return suspendRule;
  }

  boolean isWatched() {
    return watch;
  }

  boolean wantsLog() {
    return dmesg;
  }

  /** The length of the run, null where the option was not given. */
  Long durationNanos() {
    return durationNanos;
  }

  /** The number of CPUs that the user asked for, null where the option was not given. */
  Integer cpus() {
    return cpus;
  }

  /**
   * How to boot for a workload: with enough CPUs for it, or an error where the user chose fewer.
   */
  KernelConfig configFor(Workload workload) throws InputException, WorkloadException {
    int count = cpus == null ? defaultCpus(workload) : cpus;
    KernelConfig config;
    try {
      KernelConfig usual = KernelConfig.ofCpus(count);
      config =
          new KernelConfig(
              count,
              hz,
              profile,
              usual.pinned(),
              preemption,
              null,
              usual.stallNanos(),
              usual.fault(),
              usual.spinlockDebug(),
              usual.lockDebugging(),
              usual.hungTaskNanos(),
              memoryBytes);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
    workload.requireCpus(count);
    return config;
  }

  private static int defaultCpus(Workload workload) throws InputException {
    int cores = Math.min(Runtime.getRuntime().availableProcessors(), KernelConfig.MAX_CPUS);
    int named = workload.highestCpu() + 1;
    if (named > KernelConfig.MAX_CPUS) {
      throw new InputException(
          "%s names CPU %d, but the model has at most %d; change \"cpus\" in it"
              .formatted(workload.source(), workload.highestCpu(), KernelConfig.MAX_CPUS));
    }
    return Math.max(cores, named);
  }

  /** Opens what shall be written, so that a path that cannot be is found out before the run. */
  void open(OutputFiles files) throws OutputException {
    files.protect(input);
    files.open(JSON, json);
    files.open(TRACE, trace);
    files.open(FTRACE, ftrace);
    files.openFolder(PROC, proc, ProcFs::isPath);
  }

  boolean wantsTrace() {
    return trace != null || ftrace != null;
  }
}
