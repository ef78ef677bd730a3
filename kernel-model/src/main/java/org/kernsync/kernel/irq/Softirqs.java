package org.kernsync.kernel.irq;

import java.util.List;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.cpu.SoftirqEntry;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.trace.CpuTrace;

/**
 * Softirqs: work that an interrupt handler leaves for right after, with interrupts on.
 *
 * <p>Pending vectors are served in their order on the way out of an interrupt, when softirqs are
 * enabled again, and in {@code ksoftirqd/N}. A pass that finds new ones starts over, at most ten
 * times and for at most two milliseconds, and not where a task is due; the rest is left to {@code
 * ksoftirqd}. While that thread is runnable the other places leave everything but tasklets to it,
 * so that a flood of softirqs competes with tasks for the CPU instead of going before all of them.
 *
 * <p>Never nested on one CPU; the same vector may run on several CPUs at once.
 *
 * <p><b>Context.</b> Everything is called by a CPU for itself.
 *
 * <p>Source: the kernel's {@code kernel/softirq.c} as of 5.4, by its documented limits.
 */
public final class Softirqs implements SoftirqEntry {
  private static final int MAX_RESTARTS = 10;
  private static final long MAX_NANOS = 2_000_000;
  private static final Softirq[] VECTORS = Softirq.values();
  private static final int NOW = Softirq.HI.bit() | Softirq.TASKLET.bit();

  private final Scheduler scheduler;
  private final long bootNanos;
  private final Consumer<String> violations;
  private final SoftirqAction[] actions = new SoftirqAction[VECTORS.length];
  private final Ksoftirqd[] daemons;
  private final SoftirqCounts[] counts;

  /**
   * Installs softirqs on CPUs that have not started.
   *
   * @param cpus the CPUs, numbered from 0
   * @param scheduler wakes the threads
   * @param bootNanos the {@link System#nanoTime} that traces count from
   * @param violations told of each broken rule
   */
  public Softirqs(
      List<Cpu> cpus, Scheduler scheduler, long bootNanos, Consumer<String> violations) {
    this.scheduler = scheduler;
    this.bootNanos = bootNanos;
    this.violations = violations;
    daemons = new Ksoftirqd[cpus.size()];
    counts = new SoftirqCounts[cpus.size()];
    for (Cpu cpu : cpus) {
      daemons[cpu.id()] = new Ksoftirqd(scheduler, this);
      counts[cpu.id()] = new SoftirqCounts();
      cpu.setSoftirqEntry(this);
    }
  }

  /**
   * {@code open_softirq}: says what a vector does. Before the CPUs start.
   *
   * @param vector the vector
   * @param action what it does
   */
  public void open(Softirq vector, SoftirqAction action) {
    actions[vector.ordinal()] = action;
  }

  SoftirqAction action(Softirq vector) {
    return actions[vector.ordinal()];
  }

  /**
   * The thread of a CPU's softirqs.
   *
   * @param cpu the CPU's number
   * @return its body and its bell
   */
  public Ksoftirqd daemon(int cpu) {
    return daemons[cpu];
  }

  @Override
  public void raised(Cpu cpu, Softirq vector, boolean wasPending) {
    if (!wasPending) {
      counts[cpu.id()].raise(vector);
    }
    CpuTrace trace = scheduler.trace(cpu.id());
    if (trace != null) {
      trace.softirqRaise(cpu.clock().read() - bootNanos, vector.ordinal());
    }
    if (!cpu.inInterrupt()) {
      daemons[cpu.id()].wake(cpu);
    }
  }

  @Override
  public void doSoftirq(Cpu cpu) {
    if ((cpu.softirqPending() & NOW) != 0 || !daemons[cpu.id()].isRunnable()) {
      serve(cpu);
    }
  }

  /** One pass: interrupts off before and after, on while the actions run. */
  void serve(Cpu cpu) {
    assert cpu.irqsDisabled() : cpu;
    assert !cpu.inInterrupt() || cpu.fault() == Fault.NESTED_SOFTIRQ : cpu;
    long end = cpu.clock().read() + MAX_NANOS;
    CpuMode mode = cpu.enterMode(CpuMode.SOFTIRQ);
    cpu.softirqEnter();
    int restarts = MAX_RESTARTS;
    do {
      int taken = cpu.takeSoftirqs();
      cpu.irqRestore(false);
      runAll(cpu, taken);
      cpu.irqSave();
    } while (cpu.softirqPending() != 0
        && cpu.clock().read() - end < 0
        && !cpu.needResched()
        && --restarts > 0);
    if (cpu.softirqPending() != 0) {
      daemons[cpu.id()].wake(cpu);
    }
    cpu.softirqExit();
    cpu.enterMode(mode);
  }

  private void runAll(Cpu cpu, int taken) {
    for (int bits = taken; bits != 0; bits &= bits - 1) {
      Softirq vector = VECTORS[Integer.numberOfTrailingZeros(bits)];
      runOne(cpu, vector);
      cpu.poll(); // interrupts come between two actions, at the latest
    }
  }

  private void runOne(Cpu cpu, Softirq vector) {
    CpuTrace trace = scheduler.trace(cpu.id());
    int before = cpu.preemptCount();
    counts[cpu.id()].run(vector);
    if (trace != null) {
      trace.softirqEntry(cpu.clock().read() - bootNanos, vector.ordinal());
    }
    SoftirqAction action = actions[vector.ordinal()];
    if (action != null) {
      try {
        action.run(cpu);
      } catch (RuntimeException | Error bug) {
        violations.accept("oops in softirq " + vector + " on cpu " + cpu.id() + ": " + bug);
      }
    }
    cpu.checkBalanced("softirq " + vector, before, !cpu.irqsDisabled());
    if (cpu.irqsDisabled()) {
      cpu.irqRestore(false);
    }
    if (trace != null) {
      trace.softirqExit(cpu.clock().read() - bootNanos, vector.ordinal());
    }
  }

  /**
   * How often each vector was raised and run on a CPU.
   *
   * @param cpu the CPU's number
   * @return live counts
   */
  public SoftirqCounts counts(int cpu) {
    return counts[cpu];
  }

  /**
   * Checks what must hold when every CPU is off: each softirq that became pending was served.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    for (int cpu = 0; cpu < counts.length; cpu++) {
      for (Softirq vector : VECTORS) {
        long raised = counts[cpu].raised(vector);
        long run = counts[cpu].served(vector);
        if (raised != run) {
          report.accept(
              "cpu "
                  + cpu
                  + ": softirq "
                  + vector
                  + " became pending "
                  + raised
                  + " times and was served "
                  + run
                  + " times");
        }
      }
    }
  }
}
