package org.kernsync.seq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** What a stack that overflows leaves behind, wherever it does. */
class SeqLockStackTest {
  private static final int ROUNDS = 100;

  /** The lock is free, or in a write section of the caller that can be ended: never between. */
  @Test
  void writeLock_stackOverflows_freeOrHeldByTheCaller() {
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            int wedged = 0;
            for (int round = 0; round < ROUNDS; round++) {
              wedged += isWedgedAfterDive(round) ? 1 : 0;
            }
            assertThat(wedged).as("locks that nobody can use").isZero();
          });
    }
  }

  private static boolean isWedgedAfterDive(int round) {
    SeqLock lock = new SeqLock();
    try {
      shift(lock, round);
    } catch (StackOverflowError expected) {
      if (lock.isWriteLocked()) {
        lock.writeUnlock();
      }
    }
    boolean usable = lock.tryWriteLock();
    return !usable || !lock.isWriteLocked();
  }

  /** A frame of another size than that of the dive: so the dive ends somewhere else each time. */
  private static int shift(SeqLock lock, int frames) {
    return frames == 0 ? dive(lock) : shift(lock, frames - 1) + 1;
  }

  private static int dive(SeqLock lock) {
    lock.writeLock();
    lock.writeUnlock();
    return dive(lock) + 1;
  }
}
