package org.kernsync.kernel.sched;

import org.HdrHistogram.Histogram;

/**
 * What the scheduler counts for a task. Written under the lock of the task's run queue by whichever
 * CPU holds it, in the task's slot; reports read it after the task has ended, or accept a stale
 * value.
 */
public final class TaskStats {
  private static final long MAX_LATENCY_MICROS = 3_600_000_000L;

  private final TaskSlot slot;
  private final Histogram latencyMicros = new Histogram(MAX_LATENCY_MICROS, 2);

  TaskStats(TaskSlot slot) {
    this.slot = slot;
  }

  void startWaiting(long now, boolean afterWakeup) {
    slot.setWord(TaskLayout.WAIT_SINCE, now);
    slot.setWord(TaskLayout.WOKEN, afterWakeup ? 1 : 0);
  }

  /** The task begins to run; returns how long it waited. */
  long stopWaiting(long now) {
    long waited = Math.max(0, now - slot.word(TaskLayout.WAIT_SINCE));
    slot.addWord(TaskLayout.WAIT_NANOS, waited);
    slot.addWord(TaskLayout.SLICES, 1);
    slot.setWord(TaskLayout.ARRIVED, now);
    if (slot.word(TaskLayout.WOKEN) != 0) { // the wait that ends here began with a wake-up
      latencyMicros.recordValue(Math.min(waited / 1000, MAX_LATENCY_MICROS));
      slot.setWord(TaskLayout.WOKEN, 0);
    }
    return waited;
  }

  /** When the last turn began. */
  long arrived() {
    return slot.word(TaskLayout.ARRIVED);
  }

  void addSwitch(boolean voluntary) {
    slot.addWord(voluntary ? TaskLayout.VOLUNTARY_SWITCHES : TaskLayout.INVOLUNTARY_SWITCHES, 1);
  }

  void addWakeup() {
    slot.addWord(TaskLayout.WAKEUPS, 1);
  }

  void addMigration() {
    slot.addWord(TaskLayout.MIGRATIONS, 1);
  }

  void addCpu(int cpu) {
    slot.setWord(TaskLayout.CPUS_USED, slot.word(TaskLayout.CPUS_USED) | 1L << cpu);
  }

  /**
   * Switches away from the task because it slept or yielded.
   *
   * @return a count
   */
  public long voluntarySwitches() {
    return slot.wordSeen(TaskLayout.VOLUNTARY_SWITCHES);
  }

  /**
   * Switches away from the task because another one was due.
   *
   * @return a count
   */
  public long involuntarySwitches() {
    return slot.wordSeen(TaskLayout.INVOLUNTARY_SWITCHES);
  }

  /**
   * How often the task was woken.
   *
   * @return a count
   */
  public long wakeups() {
    return slot.wordSeen(TaskLayout.WAKEUPS);
  }

  /**
   * How often it changed its CPU.
   *
   * @return a count
   */
  public long migrations() {
    return slot.wordSeen(TaskLayout.MIGRATIONS);
  }

  /**
   * The CPUs it ran on.
   *
   * @return a bit set by CPU number
   */
  public long cpusUsed() {
    return slot.wordSeen(TaskLayout.CPUS_USED);
  }

  /**
   * Time spent runnable without running.
   *
   * @return nanoseconds
   */
  public long waitNanos() {
    return slot.wordSeen(TaskLayout.WAIT_NANOS);
  }

  /**
   * How often it got a CPU.
   *
   * @return a count
   */
  public long slices() {
    return slot.wordSeen(TaskLayout.SLICES);
  }

  /**
   * When the task last began to wait for its turn.
   *
   * @return a {@link System#nanoTime}, or 0; racy
   */
  public long waitSince() {
    return slot.wordSeen(TaskLayout.WAIT_SINCE);
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
