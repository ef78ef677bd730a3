package org.kernsync.kernel.sched;

/**
 * The constants of the real-time class.
 *
 * @param periodNanos {@code sched_rt_period}: of each such time on a CPU,
 * @param runtimeNanos {@code sched_rt_runtime}: real-time tasks get at most this; as much as the
 *     period, or more: no limit
 * @param rrSliceNanos how long a SCHED_RR task runs before the next one of its priority
 */
record RtTunables(long periodNanos, long runtimeNanos, long rrSliceNanos) {
  /** Profile linux-5.4: 950 ms of each second, slices of 100 ms. */
  static RtTunables linux54() {
    return new RtTunables(1_000_000_000, 950_000_000, 100_000_000);
  }
}
