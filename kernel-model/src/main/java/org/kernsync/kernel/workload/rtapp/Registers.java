package org.kernsync.kernel.workload.rtapp;

import org.kernsync.kernel.syscall.UserContext;

/** What the rt-app program keeps in which register: all it knows of where it is. */
final class Registers {
  /** Index of the task in the text. */
  static final int TASK = UserContext.FREE;

  /** Index of the thread's name. */
  static final int NAME = TASK + 1;

  /** Index of the phase in the task. */
  static final int PHASE = NAME + 1;

  /** Rounds done of the phase; 0 while it is entered. */
  static final int PHASE_LOOP = PHASE + 1;

  /** Rounds done of the task. */
  static final int TASK_LOOP = PHASE_LOOP + 1;

  /** Index of the operation in the phase. */
  static final int OP = TASK_LOOP + 1;

  /** Where the operation is; 0 when it begins. */
  static final int STAGE = OP + 1;

  /** What the operation has left to do. */
  static final int LEFT = STAGE + 1;

  /** Scratch of an operation. */
  static final int SCRATCH = LEFT + 1;

  /** Address of the thread's own block: its timers. */
  static final int BLOCK = SCRATCH + 1;

  /** Address of the thread's buffer; 0 before its first use. */
  static final int BUFFER = BLOCK + 1;

  /** The running value of the delay loop. */
  static final int SEED = BUFFER + 1;

  /** Threads forked so far. */
  static final int FORKS = SEED + 1;

  /** Loops of work done. */
  static final int WORK = FORKS + 1;

  /** When the thread began, the base of its timers. */
  static final int FIRST = WORK + 1;

  /** The CPUs it may use now; 0 before the first change. */
  static final int CPUS = FIRST + 1;

  /** The thread's pid. */
  static final int PID = CPUS + 1;

  /** The descriptor of io_device, which all threads of the process share; 0 for none. */
  static final int DEVICE = PID + 1;

  private Registers() {}
}
