package org.kernsync.kernel.workload.rtapp;

/** What one step of an operation came to. */
enum Step {
  /** The operation is over and took no time worth mentioning. */
  DONE,
  /** The operation is over; time passed. */
  DONE_POLL,
  /** Time passed; step again. */
  POLL,
  /** A system call; step again with its result. */
  SYSCALL,
  /** A system call ends the operation. */
  LAST_SYSCALL
}
