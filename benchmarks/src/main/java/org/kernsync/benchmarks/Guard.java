package org.kernsync.benchmarks;

/**
 * A lock in use: runs a critical section. Whole sections instead of lock and unlock, since {@code
 * synchronized} knows nothing else. In each fork only one guard and one section are loaded, so that
 * both calls are inlined.
 */
interface Guard {
  /**
   * Locks, runs, unlocks.
   *
   * @param section what to run
   */
  void run(Section section);

  /** What is done while the lock is held. */
  interface Section {
    /** Runs in exclusion. */
    void inside();
  }
}
