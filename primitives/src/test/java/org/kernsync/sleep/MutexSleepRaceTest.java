package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.internal.SteeredDelay;

/** An unlock against the only waiter, which lines up at that very moment. */
class MutexSleepRaceTest {
  private static final long SPELL_NANOS = 1_000_000_000;
  private static final int OVER = Integer.MAX_VALUE;

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  /**
   * The waiter is found by the unlock, or finds the mutex free. It is a virtual thread where there
   * are any: these line up without a spin.
   */
  @Test
  void unlock_racesWithTheOnlyOneLiningUp_neverMissesIt() {
    Mutex mutex = new Mutex();
    SteeredDelay delay = new SteeredDelay();
    List<ThreadFactory> kinds = Crew.kinds();
    int last;
    try (Crew crew = new Crew(kinds.get(kinds.size() - 1))) {
      crew.start(
          () -> {
            for (int round = 1; awaitRound(begun, round); round++) {
              arrived.set(round);
              mutex.lock();
              mutex.unlock();
              done.set(round);
            }
          });
      long begin = System.nanoTime();
      int round = 1;
      for (; System.nanoTime() - begin < SPELL_NANOS; round++) {
        mutex.lock();
        begun.set(round);
        awaitRound(arrived, round);
        delay.await();
        boolean linedUp = mutex.hasQueuedThreads();
        mutex.unlock();
        awaitRound(done, round);
        delay.adjust(linedUp);
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
}
