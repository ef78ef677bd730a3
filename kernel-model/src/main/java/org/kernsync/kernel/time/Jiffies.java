package org.kernsync.kernel.time;

/**
 * Jiffies: time in ticks, as the timer wheel counts it. They begin five minutes before the 32-bit
 * count wraps around, as in Linux, so that code that compares them wrongly fails early.
 *
 * <p>Derived from the monotonic clock, so that a missed tick loses nothing.
 */
public final class Jiffies {
  private static final long NANOS = 1_000_000_000L;
  private static final int SECONDS_TO_WRAP = 300;

  private final int hz;
  private final long tickNanos;
  private final long bootNanos;
  private final long initial;

  /**
   * Starts counting.
   *
   * @param hz ticks per second
   * @param bootNanos the {@link System#nanoTime} of the first tick
   */
  public Jiffies(int hz, long bootNanos) {
    this.hz = hz;
    this.bootNanos = bootNanos;
    tickNanos = NANOS / hz;
    initial = (1L << 32) - (long) SECONDS_TO_WRAP * hz;
  }

  /**
   * {@code jiffies} now.
   *
   * @return ticks, 64 bits wide
   */
  public long now() {
    return at(System.nanoTime());
  }

  /**
   * {@code jiffies} at a point in time.
   *
   * @param nanos a {@link System#nanoTime}
   * @return the ticks that have begun by then
   */
  public long at(long nanos) {
    return initial + Math.floorDiv(nanos - bootNanos, tickNanos);
  }

  /**
   * When a tick begins.
   *
   * @param jiffies a tick
   * @return a {@link System#nanoTime}
   */
  public long nanosOf(long jiffies) {
    return bootNanos + (jiffies - initial) * tickNanos;
  }

  /**
   * {@code nsecs_to_jiffies}, rounded up: a sleep of so many ticks is not too short.
   *
   * @param nanos a length of time
   * @return ticks
   */
  public long ofNanos(long nanos) {
    return Math.ceilDiv(nanos, tickNanos);
  }

  /**
   * Ticks per second.
   *
   * @return HZ
   */
  public int hz() {
    return hz;
  }

  /**
   * {@code INITIAL_JIFFIES}.
   *
   * @return what {@link #now} was at boot
   */
  public long initial() {
    return initial;
  }

  /**
   * {@code time_after}: right across the wrap-around.
   *
   * @param a a tick
   * @param b another tick
   * @return whether the first is later
   */
  public static boolean timeAfter(long a, long b) {
    return b - a < 0;
  }
}
