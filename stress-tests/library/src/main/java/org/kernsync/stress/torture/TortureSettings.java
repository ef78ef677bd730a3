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
 */
public record TortureSettings(int threads, long seed, int flood, int burst, TortureGoals goals) {
  /**
   * As the canonical one.
   *
   * @param threads above 0
   * @param seed any
   * @param flood 0 or more
   * @param burst 0 or more
   * @param goals {@link TortureGoals#NONE} if time is all that ends the run
   * @throws IllegalArgumentException if there are no threads, or less than no flood or burst
   */
  public TortureSettings {
    if (threads < 1 || flood < 0 || burst < 0) {
      throw new IllegalArgumentException(
          threads + " threads, a flood of " + flood + ", bursts of " + burst);
    }
    Objects.requireNonNull(goals, "goals");
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
