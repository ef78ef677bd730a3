package org.kernsync.kernel.sched;

import org.kernsync.kernel.mm.slot.Slot;

/**
 * {@code task_struct}: where in its slot each scalar field of a task is, in groups under the lock
 * that guards them.
 */
final class TaskLayout {
  private static final int WORD = Slot.WORD; // the first is the stamp

  // ---- fixed at creation
  static final int PID = 1 * WORD;
  static final int TGID = 2 * WORD;
  static final int KERNEL_THREAD = 3 * WORD;
  static final int START_NANOS = 4 * WORD;

  // ---- any context
  static final int USAGE = 5 * WORD;

  // ---- the task itself (volatile), else under wakeLock; read by anyone
  static final int STATE = 6 * WORD;

  // ---- wakeLock
  static final int COUNTS_AS_LOAD = 7 * WORD;
  static final int PARKED_IN_PRIMITIVE = 8 * WORD;
  static final int HUNG_NANOS = 9 * WORD;

  // ---- run-queue lock
  static final int POLICY = 10 * WORD;
  static final int NICE = 11 * WORD;
  static final int ON_RQ = 12 * WORD;
  static final int ON_CPU = 13 * WORD;

  // ---- run-queue lock: the fair class, see SchedEntity
  static final int WEIGHT = 14 * WORD;
  static final int INVERSE_WEIGHT = 15 * WORD;
  static final int VRUNTIME = 16 * WORD;
  static final int EXEC_START = 17 * WORD;
  static final int SUM_EXEC = 18 * WORD;
  static final int PREV_SUM_EXEC = 19 * WORD;
  static final int FAIR_QUEUED = 20 * WORD;

  // ---- run-queue lock: the real-time class, see RtEntity
  static final int RT_PRIORITY = 21 * WORD;
  static final int SLICE_USED = 22 * WORD;
  static final int RT_QUEUED = 23 * WORD;
  static final int TO_TAIL = 24 * WORD;

  // ---- wakeLock and run-queue lock to write, either to read
  static final int ALLOWED = 25 * WORD;

  // ---- the task itself, or its CPU while it runs it
  static final int YIELDING = 26 * WORD;
  static final int LOCK_DEPTH = 27 * WORD;
  static final int USER_NANOS = 28 * WORD;
  static final int SLEEP_STATE = 29 * WORD;

  // ---- task-list lock
  static final int EXIT_CODE = 30 * WORD;
  static final int EXIT_STATE = 31 * WORD;

  // ---- run-queue lock: statistics, see TaskStats
  static final int VOLUNTARY_SWITCHES = 32 * WORD;
  static final int INVOLUNTARY_SWITCHES = 33 * WORD;
  static final int WAKEUPS = 34 * WORD;
  static final int MIGRATIONS = 35 * WORD;
  static final int CPUS_USED = 36 * WORD;
  static final int WAIT_NANOS = 37 * WORD;
  static final int WAIT_SINCE = 38 * WORD;
  static final int SLICES = 39 * WORD;
  static final int ARRIVED = 40 * WORD;
  static final int WOKEN = 41 * WORD;

  // ---- as a whole
  static final int WORDS = 42;
  static final int BYTES = WORDS * WORD;

  private TaskLayout() {}
}
