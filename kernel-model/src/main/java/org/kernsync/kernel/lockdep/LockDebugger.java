package org.kernsync.kernel.lockdep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.LockWatch;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.kernel.cpu.OopsReport;
import org.kernsync.kernel.locking.LockClass;

/**
 * The kernel's lockdep, small: looks at each spinlock before it is waited for, and raises an oops
 * where the wait may never end.
 *
 * <ul>
 *   <li><i>inconsistent lock state</i>: a lock that an interrupt handler or softirq takes is taken
 *       elsewhere while that may come;
 *   <li><i>possible recursive locking</i>: the CPU holds the lock already, or another one of its
 *       class that has no order of its own;
 *   <li><i>possible circular locking dependency</i>: somebody took the two locks the other way
 *       round, maybe by way of others, at any time since the boot.
 * </ul>
 *
 * <p><b>Context.</b> Any context of a CPU. It takes no lock: what a CPU holds is written by that
 * CPU, what is known of classes is a snapshot that is replaced as a whole.
 *
 * <p><b>Differences from Linux.</b> Spinlocks only. A lock that is refused is not taken: the oops
 * unwinds the caller, where Linux warns once and lets it run into the deadlock. It does not look at
 * interrupts that are enabled while a lock is held, nor for a lock of interrupt handlers that is
 * held while one is taken that they may wait behind. A lock without a class is looked at for
 * recursion only.
 */
public final class LockDebugger implements LockWatch {
  private static final int KEPT = 16;
  private static final int FRAMES = 7;

  private final HeldLocks[] held;
  private final LockGraph graph = new LockGraph();
  private final ConcurrentLinkedQueue<OopsReport> reports = new ConcurrentLinkedQueue<>();
  private final Consumer<String> log;

  /**
   * Prepares for CPUs that have not started.
   *
   * @param cpus how many
   * @param log told of each line of a report
   */
  public LockDebugger(int cpus, Consumer<String> log) {
    held = new HeldLocks[cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      held[cpu] = new HeldLocks();
    }
    this.log = log;
    Acquisition.places(1); // links what interrupt handlers will execute
  }

  @Override
  public void acquire(Cpu cpu, Object lock, Object lockClass) {
    Acquisition wanted = Acquisition.here(cpu, lock, (LockClass) lockClass);
    HeldLocks mine = held[cpu.id()];
    if (wanted.lockClass() != null) {
      if (cpu.inHardirq()) {
        checkUsage(cpu, LockUsage.IN_HARDIRQ, wanted);
      } else if (cpu.inServingSoftirq()) {
        checkUsage(cpu, LockUsage.IN_SOFTIRQ, wanted);
      }
      checkInterruptsOn(cpu, wanted);
    }
    Acquisition again = mine.of(lock);
    if (again != null) {
      recursive(cpu, wanted, again);
    }
    if (wanted.lockClass() != null) {
      for (Acquisition before : mine.all()) {
        checkOrder(cpu, before, wanted);
      }
    }
    mine.push(wanted);
  }

  @Override
  public void tryAcquire(Cpu cpu, Object lock, Object lockClass) {
    Acquisition wanted = Acquisition.here(cpu, lock, (LockClass) lockClass);
    if (lockClass != null) { // who does not wait harms nobody in a handler, but is waited for
      try {
        checkInterruptsOn(cpu, wanted);
      } catch (Oops reported) {
        log.accept("it is taken nevertheless: nobody waits here");
      }
    }
    held[cpu.id()].push(wanted);
  }

  @Override
  public void release(Cpu cpu, Object lock) {
    held[cpu.id()].remove(lock);
  }

  // ---- contexts
  // -----------------------------------------------------------------------------------------------------

  private void checkInterruptsOn(Cpu cpu, Acquisition wanted) {
    if (!cpu.irqsDisabled()) {
      checkUsage(cpu, LockUsage.HARDIRQ_ON, wanted);
      if (!cpu.inSoftirq()) {
        checkUsage(cpu, LockUsage.SOFTIRQ_ON, wanted);
      }
    }
  }

  private void checkUsage(Cpu cpu, LockUsage now, Acquisition wanted) {
    if (graph.isUsed(wanted.lockClass(), now)) {
      return; // and its opposite never was
    }
    Acquisition before = graph.addUsage(now, wanted);
    if (before != null) {
      fail(
          cpu,
          "inconsistent lock state of " + wanted.name(),
          LockReports.inconsistent(now, wanted, before));
    }
  }

  // ---- order
  // --------------------------------------------------------------------------------------------------------

  private void checkOrder(Cpu cpu, Acquisition before, Acquisition wanted) {
    LockClass first = before.lockClass();
    LockClass second = wanted.lockClass();
    if (first == null || graph.isOrdered(first, second)) {
      return;
    }
    if (first == second) {
      if (!second.nests()) {
        recursive(cpu, wanted, before);
      }
      return;
    }
    List<LockGraph.Edge> back = graph.addEdge(new LockGraph.Edge(before, wanted));
    if (!back.isEmpty()) {
      fail(
          cpu,
          "possible circular locking dependency of " + first + " and " + second,
          LockReports.circular(wanted, before, back));
    }
  }

  private void recursive(Cpu cpu, Acquisition wanted, Acquisition before) {
    fail(
        cpu,
        "possible recursive locking of " + wanted.name(),
        LockReports.recursive(wanted, before));
  }

  // ---- reports
  // ------------------------------------------------------------------------------------------------------

  private void fail(Cpu cpu, String what, List<String> lines) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(LockReports.held(cpu.id(), held[cpu.id()].all()));
    cpu.oops(what, all);
  }

  @Override
  public List<String> explain(Cpu cpu) {
    List<String> lines = LockReports.held(cpu.id(), held[cpu.id()].all());
    lines.add(Acquisition.who(cpu) + " on cpu " + cpu.id() + " is");
    Acquisition.places(FRAMES).forEach(place -> lines.add("  at " + place));
    return lines;
  }

  @Override
  public void report(OopsReport report) {
    if (reports.size() < KEPT) {
      reports.add(report);
      report.lines().forEach(log);
    }
  }

  /**
   * What was found so far.
   *
   * @return the oldest reports, at most sixteen
   */
  public List<OopsReport> reports() {
    return List.copyOf(reports);
  }
}
