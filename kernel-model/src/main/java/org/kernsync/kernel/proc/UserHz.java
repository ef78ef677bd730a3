package org.kernsync.kernel.proc;

/** {@code USER_HZ}: the unit of times that {@code /proc} shows, a hundredth of a second. */
final class UserHz {
  private static final long NANOS = 10_000_000;

  private UserHz() {}

  /** Whole ticks of a length of time. */
  static long ticks(long nanos) {
    return Math.max(0, nanos) / NANOS;
  }
}
