package org.kernsync.kernel.sched;

/** What is counted for each kind of balancing: see {@link SchedStatistics.Balancing}. */
enum BalanceCounter {
  CALLS,
  BALANCED,
  FAILED,
  IMBALANCE,
  GAINED,
  HOT_GAINED,
  NO_BUSY_QUEUE,
  NO_BUSY_GROUP
}
