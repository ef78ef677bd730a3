package org.kernsync.stress.torture;

/**
 * How a torture goes.
 *
 * @param threads how many of the threads that the torture is about: readers, say
 * @param seed where all random decisions come from
 * @param flood how many callbacks to flood with, at most; 0 for none
 */
public record TortureSettings(int threads, long seed, int flood) {
  /**
   * As the canonical one.
   *
   * @param threads above 0
   * @param seed any
   * @param flood 0 or more
   * @throws IllegalArgumentException if there are no threads, or less than no flood
   */
  public TortureSettings {
    if (threads < 1 || flood < 0) {
      throw new IllegalArgumentException(threads + " threads, a flood of " + flood);
    }
  }
}
