package org.kernsync.kernel.sched;

/**
 * The constants of the real-time class.
 *
 * @param rule how fair tasks are kept from starving
 * @param periodNanos {@code sched_rt_period}: of each such time on a CPU,
 * @param runtimeNanos {@code sched_rt_runtime}: real-time tasks get at most this; as much as the
 *     period, or more: no limit
 * @param rrSliceNanos how long a SCHED_RR task runs before the next one of its priority
 */
record RtTunables(RealTimeRule rule, long periodNanos, long runtimeNanos, long rrSliceNanos) {
  /** 950 ms of each second for real-time tasks, slices of 100 ms, as in Linux 5.4 and 6.12. */
  static RtTunables of(RealTimeRule rule) {
    return new RtTunables(rule, 1_000_000_000, 950_000_000, 100_000_000);
  }

  RealTimeLimit newLimit() {
    return switch (rule) {
      case THROTTLE -> new RtBandwidth(periodNanos, runtimeNanos);
      case FAIR_SERVER -> new FairServer(periodNanos, runtimeNanos);
    };
  }
}
