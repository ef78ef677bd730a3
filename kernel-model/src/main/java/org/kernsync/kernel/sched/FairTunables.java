package org.kernsync.kernel.sched;

/**
 * The constants of CFS for a number of CPUs.
 *
 * @param latencyNanos within this time each of a few runnable tasks runs once
 * @param minGranularityNanos the least slice
 * @param wakeupGranularityNanos the lead that a woken task needs to preempt
 * @param latencyTasks up to so many tasks share the latency; beyond, each gets the least slice
 * @param migrationCostNanos a task that ran so recently is cache-hot
 * @param migrateMax the most tasks moved in one balancing
 */
record FairTunables(
    long latencyNanos,
    long minGranularityNanos,
    long wakeupGranularityNanos,
    int latencyTasks,
    long migrationCostNanos,
    int migrateMax) {

  /** Profile linux-5.4: 6 ms, 0.75 ms and 1 ms, times 1 + log2 of the CPUs (at most 8). */
  static FairTunables linux54(int cpus) {
    int factor = 1 + (31 - Integer.numberOfLeadingZeros(Math.min(cpus, 8)));
    return new FairTunables(
        6_000_000L * factor, 750_000L * factor, 1_000_000L * factor, 8, 500_000, 32);
  }
}
