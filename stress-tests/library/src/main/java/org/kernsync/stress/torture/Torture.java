package org.kernsync.stress.torture;

/** One thing under torture: its threads, its oracles, its counts. Used for one run. */
public interface Torture {
  /**
   * Adds the threads, which run until {@link TortureCrew#isStopping} and report what is wrong to
   * the crew.
   *
   * @param crew takes the threads
   */
  void start(TortureCrew crew);

  /**
   * The last checks, after all threads have ended: nothing is lost, nothing is held.
   *
   * @param crew is told what is wrong
   */
  void settle(TortureCrew crew);

  /**
   * The counts as they stand, while it runs and after.
   *
   * @return {@code name=number} words on one line
   */
  String counts();

  /**
   * How far it is on the way to the numbers that its settings ask for.
   *
   * @return 0 at the beginning, 1 when all is there; NaN if they ask for none
   */
  default double progress() {
    return Double.NaN;
  }

  /**
   * What is missing of these numbers.
   *
   * @return a few words
   */
  default String missing() {
    return "";
  }
}
