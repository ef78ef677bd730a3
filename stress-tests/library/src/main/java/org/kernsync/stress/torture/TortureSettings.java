package org.kernsync.stress.torture;

import java.util.Objects;

/**
 * How a torture goes.
 *
 * @param threads how many of the threads that the torture is about: readers, say
 * @param seed where all random decisions come from
 * @param flood how many callbacks to flood with, at most; 0 for none
 * @param burst how many short sections a reader adds to each of the usual kind
 * @param goals what has to be reached
 * @param stallMillis for how long a thread may wait for a lock, by looks at it every 5 ms
 */
public record TortureSettings(
    int threads, long seed, int flood, int burst, TortureGoals goals, long stallMillis) {
  /** A minute. */
  public static final long USUAL_STALL_MILLIS = 60_000;

  /**
   * As the canonical one.
   *
   * @param threads above 0
   * @param seed any
   * @param flood 0 or more
   * @param burst 0 or more
   * @param goals {@link TortureGoals#NONE} if time is all that ends the run
   * @param stallMillis above 0
   * @throws IllegalArgumentException if there are no threads, less than no flood or burst, or no
   *     time to wait
   */
  public TortureSettings {
    if (threads < 1 || flood < 0 || burst < 0 || stallMillis < 1) {
      throw new IllegalArgumentException(
          threads
              + " threads, a flood of "
              + flood
              + ", bursts of "
              + burst
              + ", stalls of "
              + stallMillis);
    }
    Objects.requireNonNull(goals, "goals");
  }

  /**
   * With a usual time for stalls.
   *
   * @param threads above 0
   * @param seed any
   * @param flood 0 or more
   * @param burst 0 or more
   * @param goals {@link TortureGoals#NONE} if time is all that ends the run
   * @throws IllegalArgumentException if there are no threads, or less than no flood or burst
   */
  public TortureSettings(int threads, long seed, int flood, int burst, TortureGoals goals) {
    this(threads, seed, flood, burst, goals, USUAL_STALL_MILLIS);
  }

  /**
   * Without bursts and goals.
   *
   * @param threads above 0
   * @param seed any
   * @param flood 0 or more
   * @throws IllegalArgumentException if there are no threads, or less than no flood
   */
  public TortureSettings(int threads, long seed, int flood) {
    this(threads, seed, flood, 0, TortureGoals.NONE);
  }
}
