package org.kernsync.kernel.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuClock;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.irq.IrqController;
import org.kernsync.kernel.sched.SchedStatistics;

/** Reads off a kernel what its CPUs have counted. */
final class CpuViews {
  private static final String CHIP = "Kernsync";
  private static final String FLOW = "edge";
  private static final int IRQ_DIGITS = 3;
  private static final int SCHEDSTAT_VERSION = 15;
  private static final int ACTIVE_BALANCING = 9; // no running task is moved to balance
  private static final int MASK_GROUP = 32;

  /** An interrupt of the CPU itself, as x86 names it. */
  private record Local(String label, String title, List<Interrupt> kinds) {
    long count(Cpu cpu) {
      return kinds.stream().mapToLong(cpu::interruptCount).sum();
    }
  }

  /** In the order of Linux; what this machine does not have stays at 0, as on a quiet one. */
  private static final List<Local> LOCALS =
      List.of(
          new Local("NMI", "Non-maskable interrupts", List.of()),
          new Local("LOC", "Local timer interrupts", List.of(Interrupt.TIMER)),
          new Local("SPU", "Spurious interrupts", List.of()),
          new Local("PMI", "Performance monitoring interrupts", List.of()),
          new Local("IWI", "IRQ work interrupts", List.of()),
          new Local("RTR", "APIC ICR read retries", List.of()),
          new Local(
              "RES",
              "Rescheduling interrupts",
              List.of(Interrupt.RESCHEDULE, Interrupt.WAKE_LIST, Interrupt.BALANCE)),
          new Local("CAL", "Function call interrupts", List.of(Interrupt.CALL_FUNCTION)),
          new Local("TLB", "TLB shootdowns", List.of()),
          new Local("TRM", "Thermal event interrupts", List.of()),
          new Local("THR", "Threshold APIC interrupts", List.of()),
          new Local("DFR", "Deferred Error APIC interrupts", List.of()),
          new Local("MCE", "Machine check exceptions", List.of()),
          new Local("MCP", "Machine check polls", List.of()));

  private final Kernel kernel;
  private final Moment moment;
  private final List<Cpu> cpus = new ArrayList<>();

  CpuViews(Kernel kernel, Moment moment) {
    this.kernel = kernel;
    this.moment = moment;
    for (int cpu = 0; cpu < kernel.scheduler().cpuCount(); cpu++) {
      cpus.add(kernel.scheduler().cpu(cpu));
    }
  }

  private List<Long> perCpu(ToLongFunction<Cpu> count) {
    return cpus.stream().map(count::applyAsLong).toList();
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** A total, and what it is the total of. */
  private static List<Long> withTotal(long total, List<Long> parts) {
    List<Long> all = new ArrayList<>();
    all.add(total);
    all.addAll(parts);
    return all;
  }

  // ---- interrupts
  // ---------------------------------------------------------------------------------------------------

  InterruptsFile interrupts() {
    List<InterruptsFile.Row> rows = new ArrayList<>();
    for (int irq = 0; irq < IrqController.LINES; irq++) {
      List<Long> counts = line(irq);
      List<String> drivers = moment.drivers(irq);
      if (!drivers.isEmpty() || sum(counts) > 0) {
        rows.add(new InterruptsFile.Line(irq, counts, CHIP, irq, FLOW, drivers));
      }
    }
    for (Local local : LOCALS) {
      rows.add(new InterruptsFile.Local(local.label, perCpu(local::count), local.title));
    }
    rows.add(new InterruptsFile.Total("ERR", 0));
    rows.add(new InterruptsFile.Total("MIS", 0));
    return new InterruptsFile(IRQ_DIGITS, cpus.size(), rows);
  }

  private List<Long> line(int irq) {
    return perCpu(cpu -> kernel.irqs().count(irq, cpu.id()));
  }

  SoftirqsFile softirqs() {
    List<SoftirqsFile.Row> rows = new ArrayList<>();
    for (Softirq vector : Softirq.values()) {
      rows.add(new SoftirqsFile.Row(vector.name(), served(vector)));
    }
    return new SoftirqsFile(cpus.size(), rows);
  }

  private List<Long> served(Softirq vector) {
    return perCpu(cpu -> kernel.softirqs().counts(cpu.id()).served(vector));
  }

  // ---- stat
  // ---------------------------------------------------------------------------------------------------------

  StatFile stat() {
    List<Long> lines = new ArrayList<>();
    for (int irq = 0; irq < IrqController.LINES; irq++) {
      lines.add(sum(line(irq)));
    }
    long own = LOCALS.stream().mapToLong(local -> sum(perCpu(local::count))).sum();
    List<Long> vectors = new ArrayList<>();
    for (Softirq vector : Softirq.values()) {
      vectors.add(sum(served(vector)));
    }
    return new StatFile(
        times(cpus),
        cpus.stream().map(cpu -> times(List.of(cpu))).toList(),
        withTotal(own + sum(lines), lines),
        kernel.scheduler().contextSwitches(),
        moment.bootSeconds(),
        kernel.processes().forks(),
        moment.load().running(),
        0, // nothing in this model waits for a block device
        withTotal(sum(vectors), vectors));
  }

  /** Ten times, of one CPU or of all: added up first and divided then, as Linux does. */
  private static List<Long> times(List<Cpu> of) {
    return List.of(
        mode(of, CpuMode.USER),
        mode(of, CpuMode.NICE),
        mode(of, CpuMode.SYSTEM),
        mode(of, CpuMode.IDLE),
        0L,
        mode(of, CpuMode.IRQ),
        mode(of, CpuMode.SOFTIRQ),
        ticks(of, CpuClock::stealNanos),
        0L,
        0L);
  }

  private static long mode(List<Cpu> of, CpuMode mode) {
    return ticks(of, clock -> clock.modeNanos(mode));
  }

  private static long ticks(List<Cpu> of, ToLongFunction<CpuClock> time) {
    long nanos = of.stream().mapToLong(cpu -> time.applyAsLong(cpu.clock())).sum();
    return UserHz.ticks(nanos);
  }

  // ---- schedstat
  // ----------------------------------------------------------------------------------------------------

  SchedstatFile schedstat() {
    long end = kernel.bootNanos() + kernel.upNanos();
    return new SchedstatFile(
        SCHEDSTAT_VERSION,
        kernel.timekeeping().timers().jiffies().at(end),
        cpus.stream().map(this::schedstat).toList());
  }

  private SchedstatFile.Cpu schedstat(Cpu cpu) {
    SchedStatistics counted = kernel.scheduler().statistics(cpu.id());
    List<Long> counts =
        List.of(
            counted.yields(),
            0L,
            counted.schedules(),
            counted.idles(),
            counted.wakeups(),
            counted.localWakeups(),
            counted.cpuNanos(),
            counted.runDelayNanos(),
            counted.slices());
    List<Long> domain = new ArrayList<>();
    addBalancing(domain, counted.idle());
    addBalancing(domain, counted.busy());
    addBalancing(domain, counted.newlyIdle());
    for (int i = 0; i < ACTIVE_BALANCING; i++) {
      domain.add(0L);
    }
    domain.add(counted.remoteWakeups());
    domain.add(counted.affineWakeups());
    domain.add(0L);
    boolean alone = cpus.size() == 1; // nobody to balance with: no domain
    return new SchedstatFile.Cpu(
        cpu.id(), counts, alone ? List.of() : List.of(new SchedstatFile.Domain(mask(), domain)));
  }

  private static void addBalancing(List<Long> to, SchedStatistics.Balancing kind) {
    to.addAll(
        List.of(
            kind.calls(),
            kind.balanced(),
            kind.failed(),
            kind.imbalance(),
            kind.gained(),
            kind.hotGained(),
            kind.noBusyQueue(),
            kind.noBusyGroup()));
  }

  /** All CPUs, as wide as there may be CPUs: 64. */
  private String mask() {
    long all = cpus.size() == Long.SIZE ? -1L : (1L << cpus.size()) - 1;
    return "%08x,%08x".formatted(all >>> MASK_GROUP, all & 0xffff_ffffL);
  }
}
