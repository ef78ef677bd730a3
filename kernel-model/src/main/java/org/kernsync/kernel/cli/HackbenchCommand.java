package org.kernsync.kernel.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.workload.hackbench.HackbenchRun;
import org.kernsync.kernel.workload.hackbench.HackbenchSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs hackbench on the model and, where the host has one, on the host's kernel beside it. */
@Command(
    name = "hackbench",
    description = "Boot the model and let groups of tasks send messages through pipes.",
    sortOptions = false)
final class HackbenchCommand implements Callable<Integer> {
  private static final long MEMORY_BYTES = 1L << 30; // for the stacks of very many tasks
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double SHORTEST_SECONDS = 0.010;

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "10",
      description = "Groups of senders and receivers. Default: ${DEFAULT-VALUE}.")
  private int groups;

  @Option(
      names = "--fds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Senders of a group, and receivers of it. Default: ${DEFAULT-VALUE}.")
  private int fds;

  @Option(
      names = "--loops",
      paramLabel = "N",
      defaultValue = "100",
      description = "Messages from each sender to each receiver. Default: ${DEFAULT-VALUE}.")
  private int loops;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description =
          "CPUs of the model, 1 to 64, also more than there are cores. By default as many as"
              + " cores.")
  private Integer cpus;

  @Option(
      names = "--preempt",
      paramLabel = "none|full",
      converter = PreemptionConverter.class,
      defaultValue = "none",
      description = "As for run. Default: ${DEFAULT-VALUE}.")
  private Preemption preemption;

  @Option(names = "--dmesg", description = "Print the kernel log at the end.")
  private boolean dmesg;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  HackbenchCommand() {}

  @Override
  public Integer call() throws Exception {
    HackbenchRun run;
    Kernel kernel;
    try {
      run = new HackbenchRun(new HackbenchSize(groups, fds, loops));
      int cores = Runtime.getRuntime().availableProcessors();
      int count = cpus == null ? Math.min(cores, KernelConfig.MAX_CPUS) : cpus;
      kernel =
          new Kernel(
              KernelConfig.ofCpus(count).withPreemption(preemption).withMemoryBytes(MEMORY_BYTES));
    } catch (IllegalArgumentException | UnsupportedOperationException refused) {
      throw new InputException(refused.getMessage(), refused);
    }
    boolean whole;
    boolean requested;
    Outcome outcome;
    try (ShutdownGuard guard = ShutdownGuard.open()) {
      guard.onRequest(kernel::requestStop);
      kernel.boot(run::init);
      outcome = kernel.await();
      guard.stopped();
      whole = tell(run, kernel, System.out);
      requested = guard.isRequested();
    }
    if (whole && !requested) {
      tellOfHost(run, HostHackbench.find(System.getenv("PATH")));
    } else if (outcome == Outcome.FINE && !requested) {
      Complaint.say("violation: not every message arrived once, whole and in order");
      return Outcome.VIOLATED.exitCode();
    }
    return outcome.exitCode();
  }

  /** Prints what the run came to; false where a message is missing or out of order. */
  private boolean tell(HackbenchRun run, Kernel kernel, PrintStream out) {
    HackbenchSize size = run.size();
    boolean whole = run.nanos() >= 0 && run.received() == size.messages() && run.misplaced() == 0;
    out.printf(
        Locale.ROOT,
        "hackbench | %s | %d CPUs on %d cores | %d groups of %d senders and %d receivers%n",
        kernel.config().profile().label(),
        kernel.config().cpus(),
        Runtime.getRuntime().availableProcessors(),
        size.groups(),
        size.fds(),
        size.fds());
    out.printf(
        Locale.ROOT,
        "messages: %d of %d, %d out of order%n",
        run.received(),
        size.messages(),
        run.misplaced());
    String time =
        run.nanos() < 0
            ? "none, the run did not come to its end"
            : String.format(Locale.ROOT, "%.3f s", run.nanos() / NANOS_PER_SECOND);
    out.println(
        "time: " + time + ", " + kernel.scheduler().contextSwitches() + " context switches");
    out.println("violations: " + (kernel.violations().isEmpty() ? "none" : "see below"));
    if (dmesg) {
      kernel.log().lines().forEach(out::println);
    }
    out.flush();
    kernel.violations().forEach(violation -> Complaint.say("violation: " + violation));
    if (kernel.stall() != null) {
      System.err.println(Main.NAME + ": " + kernel.stall());
    }
    return whole;
  }

  private static void tellOfHost(HackbenchRun run, HostHackbench host) throws InterruptedException {
    if (host == null) {
      System.out.println(
          "host: no hackbench on the PATH to compare with (Debian: package rt-tests)");
      return;
    }
    OptionalDouble seconds = host.run(run.size());
    if (seconds.isEmpty()) {
      System.out.println("host: " + host.command(run.size()) + " told no time");
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "host: %.3f s for %s, median of %d; %s%n",
        seconds.getAsDouble(),
        host.command(run.size()),
        HostHackbench.RUNS,
        ratio(run.nanos() / NANOS_PER_SECOND, seconds.getAsDouble()));
  }

  /** The host tells milliseconds: a few of them are no measure. */
  private static String ratio(double model, double host) {
    return host < SHORTEST_SECONDS
        ? "too short to compare: choose more loops"
        : String.format(Locale.ROOT, "ratio %.1f", model / host);
  }
}
