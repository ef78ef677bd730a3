package org.kernsync.kernel.sched;

/**
 * How much of a CPU real-time tasks may use: {@code struct rt_bandwidth}. All fields guarded by the
 * run queue's lock.
 *
 * <p>Of each period they get the runtime. Who has used it up is throttled until a period begins
 * that has some left; what was used beyond it is paid for in the next, so that the long-term share
 * is exact although it is looked at by the tick only. Time is the CPU's task clock: what the host
 * took from the CPU is nobody's.
 *
 * <p><b>Differences from Linux.</b> No CPU borrows runtime from another ({@code RT_RUNTIME_SHARE}),
 * so a hog gets 95 % on many CPUs as well as on one. Each CPU has periods of its own.
 */
final class RtBandwidth {
  private long periodNanos;
  private long runtimeNanos;
  private long periodEnd;
  private long used;
  private boolean started;
  private boolean throttled;
  private long throttles;

  RtBandwidth(long periodNanos, long runtimeNanos) {
    this.periodNanos = periodNanos;
    this.runtimeNanos = runtimeNanos;
  }

  /** New limits from now on; a new period begins with the next charge. */
  void setLimits(long newPeriodNanos, long newRuntimeNanos) {
    periodNanos = newPeriodNanos;
    runtimeNanos = newRuntimeNanos;
    used = 0;
    started = false;
    throttled = false;
  }

  /** A real-time task ran; returns whether the queue is throttled from now on, and was not. */
  boolean charge(long clockTask, long delta) {
    if (!started) {
      started = true;
      periodEnd = clockTask - delta + periodNanos;
    }
    used += delta;
    advance(clockTask);
    if (throttled || !isLimited() || used <= runtimeNanos) {
      return false;
    }
    throttled = true;
    throttles++;
    return true;
  }

  /** Begins new periods as time passes; returns whether the queue was throttled, and is not now. */
  boolean refill(long clockTask) {
    if (started) {
      advance(clockTask);
    }
    boolean freed = throttled && used < runtimeNanos;
    if (freed) {
      throttled = false;
    }
    return freed;
  }

  private void advance(long clockTask) {
    long late = clockTask - periodEnd;
    if (late >= 0) {
      long periods = late / periodNanos + 1;
      periodEnd += periods * periodNanos;
      used -= Math.min(used, periods * Math.min(runtimeNanos, periodNanos));
    }
  }

  boolean isThrottled() {
    return throttled;
  }

  boolean isLimited() {
    return runtimeNanos < periodNanos;
  }

  /** How long until the period ends; not more than zero where it should have ended. */
  long untilRefill(long clockTask) {
    return periodEnd - clockTask;
  }

  /** How many times the wait of other tasks is longer than without real-time tasks, at most. */
  double stretch() {
    return isLimited() ? (double) periodNanos / (periodNanos - runtimeNanos) : Double.MAX_VALUE;
  }

  long throttles() {
    return throttles;
  }

  @Override
  public String toString() {
    return used + " of " + runtimeNanos + " ns used" + (throttled ? ", throttled" : "");
  }
}
