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
final class RtBandwidth implements RealTimeLimit {
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

  /** A new period begins with the next charge. */
  @Override
  public void setLimits(long newPeriodNanos, long newRuntimeNanos) {
    periodNanos = newPeriodNanos;
    runtimeNanos = newRuntimeNanos;
    used = 0;
    started = false;
    throttled = false;
  }

  @Override
  public boolean charge(long clockTask, long delta) {
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

  @Override
  public boolean fairRan(long delta) {
    return false;
  }

  @Override
  public boolean fairRunnable(long clockTask, int tasks) {
    return false;
  }

  /** Begins new periods as time passes. */
  @Override
  public boolean refill(long clockTask) {
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

  @Override
  public boolean isThrottled() {
    return throttled;
  }

  private boolean isLimited() {
    return runtimeNanos < periodNanos;
  }

  /** How long until the period ends; not more than zero where it should have ended. */
  @Override
  public long untilRefill(long clockTask) {
    return periodEnd - clockTask;
  }

  @Override
  public double stretch() {
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
