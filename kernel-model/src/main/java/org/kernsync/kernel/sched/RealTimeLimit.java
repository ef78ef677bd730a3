package org.kernsync.kernel.sched;

/**
 * What keeps real-time tasks from taking a CPU all to themselves. While it is closed the run
 * queue's real-time part counts as empty. All methods under the run queue's lock.
 */
interface RealTimeLimit {
  /** New limits from now on: real-time tasks get so much of each period when others want to run. */
  void setLimits(long periodNanos, long runtimeNanos);

  /** A real-time task ran; returns whether the queue is closed from now on, and was not. */
  boolean charge(long clockTask, long delta);

  /** A fair task ran; returns whether the queue was closed, and is not now. */
  boolean fairRan(long delta);

  /** So many fair tasks are runnable; returns whether the queue was closed, and is not now. */
  boolean fairRunnable(long clockTask, int tasks);

  /** Time passed; returns whether the queue was closed, and is not now. */
  boolean refill(long clockTask);

  /** Whether real-time tasks must not run for now. */
  boolean isThrottled();

  /** How long it stays closed on a CPU that has nothing else to run; zero where it will not. */
  long untilRefill(long clockTask);

  /** How many times the wait of other tasks is longer than without real-time tasks, at most. */
  double stretch();
}
