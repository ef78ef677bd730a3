package org.kernsync.kernel.sched;

import org.HdrHistogram.Histogram;

/**
 * What the scheduler counts for a task. Written under the lock of the task's run queue by whichever
 * CPU holds it; reports read it after the task has ended, or accept a stale value.
 */
public final class TaskStats {
  private static final long MAX_LATENCY_MICROS = 3_600_000_000L;

  long voluntarySwitches;
  long involuntarySwitches;
  long wakeups;
  long migrations;
  long cpusUsed; // bit set
  long waitNanos; // runnable but not running
  long waitSince;
  long slices; // turns
  long arrived; // when the last turn began
  boolean woken; // the wait that ends at the next switch began with a wake-up
  private final Histogram latencyMicros = new Histogram(MAX_LATENCY_MICROS, 2);

  TaskStats() {}

  void startWaiting(long now, boolean afterWakeup) {
    waitSince = now;
    woken = afterWakeup;
  }

  /** The task begins to run; returns how long it waited. */
  long stopWaiting(long now) {
    long waited = Math.max(0, now - waitSince);
    waitNanos += waited;
    slices++;
    arrived = now;
    if (woken) {
      latencyMicros.recordValue(Math.min(waited / 1000, MAX_LATENCY_MICROS));
      woken = false;
    }
    return waited;
  }

  /**
   * Switches away from the task because it slept or yielded.
   *
   * @return a count
   */
  public long voluntarySwitches() {
    return voluntarySwitches;
  }

  /**
   * Switches away from the task because another one was due.
   *
   * @return a count
   */
  public long involuntarySwitches() {
    return involuntarySwitches;
  }

  /**
   * How often the task was woken.
   *
   * @return a count
   */
  public long wakeups() {
    return wakeups;
  }

  /**
   * How often it changed its CPU.
   *
   * @return a count
   */
  public long migrations() {
    return migrations;
  }

  /**
   * The CPUs it ran on.
   *
   * @return a bit set by CPU number
   */
  public long cpusUsed() {
    return cpusUsed;
  }

  /**
   * Time spent runnable without running.
   *
   * @return nanoseconds
   */
  public long waitNanos() {
    return waitNanos;
  }

  /**
   * How often it got a CPU.
   *
   * @return a count
   */
  public long slices() {
    return slices;
  }

  /**
   * When the task last began to wait for its turn.
   *
   * @return a {@link System#nanoTime}, or 0; racy
   */
  public long waitSince() {
    return waitSince;
  }

  /**
   * How many wake-ups the latencies are of: each that the task has run after, its first start
   * included. Only after the task has ended.
   *
   * @return a count
   */
  public long latencyCount() {
    return latencyMicros.getTotalCount();
  }

  /**
   * The wake-up latency at a percentile. Only after the task has ended.
   *
   * @param percentile 0 to 100
   * @return microseconds from the wake-up to running
   */
  public long latencyMicros(double percentile) {
    return latencyMicros.getValueAtPercentile(percentile);
  }
}
