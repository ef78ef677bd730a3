package org.kernsync.kernel.sched;

/** What a CPU is about when it balances, in the order of {@code /proc/schedstat} version 15. */
enum IdleKind {
  IDLE,
  BUSY,
  NEWLY_IDLE
}
