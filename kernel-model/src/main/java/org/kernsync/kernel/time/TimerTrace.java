package org.kernsync.kernel.time;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.trace.CpuTrace;

/**
 * Writes what happens to timers into the trace of the CPU that does it; does nothing where nobody
 * records. Interrupts off, so that the CPU stays the same.
 */
final class TimerTrace {
  /** Nobody records. */
  static final TimerTrace OFF = new TimerTrace(null);

  private final Scheduler scheduler;

  TimerTrace(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  private CpuTrace of(Cpu by) {
    return scheduler == null ? null : scheduler.trace(by.id());
  }

  private long now(Cpu by) {
    return scheduler.sinceBoot(by.clock().read());
  }

  private static int id(Object timer) {
    return System.identityHashCode(timer);
  }

  // ---- the wheel
  // ----------------------------------------------------------------------------------------------------

  void start(Cpu by, Timer timer, long nowTicks, int target) {
    CpuTrace trace = of(by);
    if (trace != null) {
      Class<?> function = timer.function.getClass();
      long timeout = timer.slot.expires() - nowTicks;
      trace.timers().start(now(by), id(timer), function, timer.slot.expires(), timeout, target);
    }
  }

  void expireEntry(Cpu by, Timer timer, long nowTicks) {
    CpuTrace trace = of(by);
    if (trace != null) {
      trace.timers().expireEntry(now(by), id(timer), timer.function.getClass(), nowTicks);
    }
  }

  void expireExit(Cpu by, Timer timer) {
    CpuTrace trace = of(by);
    if (trace != null) {
      trace.timers().expireExit(now(by), id(timer));
    }
  }

  void cancel(Cpu by, Timer timer) {
    CpuTrace trace = of(by);
    if (trace != null) {
      trace.timers().cancel(now(by), id(timer));
    }
  }

  // ---- exact timers
  // ----------------------------------------------------------------------------------------------------

  void start(Cpu by, HrTimer timer, long expiresNanos) {
    CpuTrace trace = of(by);
    if (trace != null) {
      Class<?> function = timer.function.getClass();
      trace.timers().hrStart(now(by), id(timer), function, scheduler.sinceBoot(expiresNanos));
    }
  }

  void expireEntry(Cpu by, HrTimer timer, long nowNanos) {
    CpuTrace trace = of(by);
    if (trace != null) {
      Class<?> function = timer.function.getClass();
      trace.timers().hrExpireEntry(now(by), id(timer), function, scheduler.sinceBoot(nowNanos));
    }
  }

  void expireExit(Cpu by, HrTimer timer) {
    CpuTrace trace = of(by);
    if (trace != null) {
      trace.timers().hrExpireExit(now(by), id(timer));
    }
  }

  void cancel(Cpu by, HrTimer timer) {
    CpuTrace trace = of(by);
    if (trace != null) {
      trace.timers().hrCancel(now(by), id(timer));
    }
  }
}
