package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.internal.SteeredDelay;

/**
 * An unlock against a waiter that is about to sleep, with nobody who would make up for a miss. The
 * waiter's hook does not sleep before the unlock is over: by then it has been woken, so that its
 * park returns at once, or was missed, and sleeps for good.
 */
class QueuedSpinLockSleepRaceTest {
  private static final long SPELL_NANOS = 1_000_000_000;
  private static final int HEAD_START = 4_000;
  private static final int OVER = Integer.MAX_VALUE;

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger sleeps = new AtomicInteger();

  /** The waiter is found by the unlock, or finds the lock free: it never sleeps on beside it. */
  @Test
  void unlock_racesWithTheFirstGoingToSleep_neverMissesIt() {
    QueuedSpinLock lock = new QueuedSpinLock(new LateSleep());
    SteeredDelay delay = new SteeredDelay();
    int last;
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            for (int round = 1; awaitRound(begun, round); round++) {
              arrived.set(round);
              lock.lock();
              lock.unlock();
              done.set(round);
            }
          });
      long begin = System.nanoTime();
      int round = 1;
      for (; System.nanoTime() - begin < SPELL_NANOS; round++) {
        int sleepsBefore = sleeps.get();
        lock.lock();
        begun.set(round);
        awaitRound(arrived, round);
        delay.await();
        lock.unlock();
        released.set(round);
        awaitRound(done, round);
        delay.adjust(sleeps.get() != sleepsBefore);
      }
      last = round - 1;
      begun.set(OVER);
    }
    assertThat(done.get()).as("every round ended").isEqualTo(last).isPositive();
  }

  /** Whether the round came; false if it was the last one. */
  private static boolean awaitRound(AtomicInteger counter, int round) {
    for (int looks = 0; looks < 1_000 && counter.get() < round; looks++) {
      Thread.onSpinWait();
    }
    Crew.until("round " + round, () -> counter.get() >= round);
    return counter.get() != OVER;
  }

  private final class LateSleep implements SpinWait {
    private int noise;

    @Override
    public void pause(int step) {
      for (int i = step == 0 ? HEAD_START : 0; i > 0; i--) {
        noise = noise * 31 + i; // or it would sleep before the shortest delay is over
      }
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      sleeps.incrementAndGet();
      awaitRound(released, begun.get());
      LockSupport.park(blocker);
    }
  }
}
