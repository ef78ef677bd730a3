package org.kernsync.internal;

/** How a wait ended. */
public enum WaitOutcome {
  /** The thread has what it waited for. */
  ACQUIRED,

  /** The time passed first; the thread has nothing and is on no list. */
  TIMED_OUT,

  /** An interrupt came first; the flag is cleared, the thread has nothing and is on no list. */
  INTERRUPTED;

  /** A time that stands for no limit. */
  public static final long FOREVER = Long.MAX_VALUE;
}
