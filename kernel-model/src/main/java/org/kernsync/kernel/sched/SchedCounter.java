package org.kernsync.kernel.sched;

/** What a CPU's scheduler counts but for balancing: see {@link SchedStatistics}. */
enum SchedCounter {
  YIELDS,
  SCHEDULES,
  IDLES,
  WAKEUPS,
  LOCAL_WAKEUPS,
  REMOTE_WAKEUPS,
  AFFINE_WAKEUPS,
  CPU_NANOS,
  RUN_DELAY_NANOS,
  SLICES
}
