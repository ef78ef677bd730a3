package org.kernsync.seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** What it leaves behind when the stack of a writer ends in its unlock while somebody waits. */
class SeqLockUnlockStackTest {
  private static final int ROUNDS = 25;
  private static final long SMALL_STACK = 256 * 1024;

  static List<ThreadFactory> threads() {
    return Crew.kinds();
  }

  /**
   * The number is odd inside of write sections only. Were it odd in a free lock, the next writer
   * would make it even, and readers would trust what they see of its section.
   */
  @ParameterizedTest
  @MethodSource("threads")
  void writeUnlock_stackEndsWhileOneSleeps_sectionWholeOrOpen(ThreadFactory waiters) {
    int oddThoughFree = 0;
    for (int round = 0; round < ROUNDS; round++) {
      oddThoughFree += isOddThoughFree(waiters, round) ? 1 : 0;
    }
    assertThat(oddThoughFree).as("free locks with an odd number").isZero();
  }

  private static boolean isOddThoughFree(ThreadFactory waiters, int round) {
    SeqLock lock = new SeqLock();
    try (Crew crew = new Crew(waiters);
        Crew divers = new Crew(body -> new Thread(null, body, "diver", SMALL_STACK))) {
      divers.start(
          () -> {
            lock.writeLock();
            Thread waiter =
                crew.start(
                    () -> {
                      lock.lock.lock();
                      lock.lock.unlock();
                    });
            Crew.until("sleeps", () -> LockSupport.getBlocker(waiter) == lock.lock);
            try {
              shift(lock, round);
            } catch (StackOverflowError expected) {
              if (lock.lock.holder() == Thread.currentThread()) {
                lock.writeUnlock();
              }
            }
          });
    }
    assertThat(lock.isLocked()).isFalse();
    return lock.isWriteLocked();
  }

  /** A frame of another size than that of the dive: so the dive ends somewhere else each time. */
  private static int shift(SeqLock lock, int frames) {
    return frames == 0 ? dive(lock) : shift(lock, frames - 1) + 1;
  }

  /** Unlocks with less stack than that takes, then with a little more, and so on. */
  private static int dive(SeqLock lock) {
    try {
      return dive(lock) + 1;
    } catch (StackOverflowError end) {
      if (lock.lock.holder() == Thread.currentThread()) {
        lock.writeUnlock();
      }
      throw end;
    }
  }
}
