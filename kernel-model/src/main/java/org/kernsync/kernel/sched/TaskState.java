package org.kernsync.kernel.sched;

/** The states of a task, with the kernel's numbers and letters. */
public final class TaskState {
  /** On a CPU or on a run queue. */
  public static final int RUNNING = 0;

  /** Sleeping; a signal wakes it. */
  public static final int INTERRUPTIBLE = 1;

  /** Sleeping; only its event wakes it. */
  public static final int UNINTERRUPTIBLE = 2;

  /** Ended, waiting for its parent to collect the exit code. */
  public static final int EXIT_ZOMBIE = 0x20;

  /** Ended and collected. */
  public static final int DEAD = 0x80;

  /** Modifier: a fatal signal wakes it. */
  public static final int WAKEKILL = 0x100;

  /** Modifier: does not count as load, shown as idle. */
  public static final int NOLOAD = 0x400;

  /** Being created; nobody may wake it yet. */
  public static final int NEW = 0x800;

  /** Sleeping; only its event or a fatal signal wakes it. */
  public static final int KILLABLE = WAKEKILL | UNINTERRUPTIBLE;

  /** A kernel thread with nothing to do. */
  public static final int IDLE = NOLOAD | UNINTERRUPTIBLE;

  /** The mask of an ordinary wake-up. */
  public static final int NORMAL = INTERRUPTIBLE | UNINTERRUPTIBLE;

  private TaskState() {}

  /**
   * {@code task_contributes_to_load}: whether a sleeper counts in the load average.
   *
   * @param state a state of this class
   * @return true for uninterruptible sleep but for the idle one
   */
  public static boolean isLoad(int state) {
    return (state & (UNINTERRUPTIBLE | NOLOAD)) == UNINTERRUPTIBLE;
  }

  /**
   * The letter that {@code ps} shows.
   *
   * @param state a state of this class
   * @return one of R, S, D, Z, X, I
   */
  public static char letter(int state) {
    if (state == RUNNING || state == NEW) {
      return 'R';
    }
    if ((state & DEAD) != 0) {
      return 'X';
    }
    if ((state & EXIT_ZOMBIE) != 0) {
      return 'Z';
    }
    if (state == IDLE) {
      return 'I';
    }
    return (state & INTERRUPTIBLE) != 0 ? 'S' : 'D';
  }
}
