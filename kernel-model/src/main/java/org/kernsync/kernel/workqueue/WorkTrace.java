package org.kernsync.kernel.workqueue;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.trace.CpuTrace;

/**
 * Writes what happens to works into the trace of the CPU that does it; does nothing where nobody
 * records. Interrupts off, so that the CPU stays the same.
 */
final class WorkTrace {
  private final Scheduler scheduler;

  WorkTrace(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  private long now(Cpu by) {
    return scheduler.sinceBoot(by.clock().read());
  }

  private static int id(Work work) {
    return System.identityHashCode(work);
  }

  /** It is queued. */
  void queued(Cpu by, Work work, String queue, int wanted, WorkerPool pool) {
    CpuTrace trace = scheduler.trace(by.id());
    if (trace != null) {
      trace.works().queue(now(by), id(work), work.function.getClass(), queue, wanted, pool.cpu);
    }
  }

  /** It may be done now. */
  void activated(Cpu by, Work work) {
    CpuTrace trace = scheduler.trace(by.id());
    if (trace != null) {
      trace.works().activate(now(by), id(work));
    }
  }

  void executeStart(Cpu by, Work work) {
    CpuTrace trace = scheduler.trace(by.id());
    if (trace != null) {
      trace.works().executeStart(now(by), id(work), work.function.getClass());
    }
  }

  void executeEnd(Cpu by, Work work) {
    CpuTrace trace = scheduler.trace(by.id());
    if (trace != null) {
      trace.works().executeEnd(now(by), id(work));
    }
  }
}
