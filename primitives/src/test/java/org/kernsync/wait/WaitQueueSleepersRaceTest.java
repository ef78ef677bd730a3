package org.kernsync.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.internal.SteeredDelay;

/** One who changes something and asks whether anybody waits, against one who queues and tests. */
class WaitQueueSleepersRaceTest {
  private static final long SPELL_NANOS = 1_000_000_000;
  private static final long LONGEST_NANOS = 20 * SPELL_NANOS; // until they have met once
  private static final int OVER = Integer.MAX_VALUE;
  private static final int BATCH = 64;

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger change = new AtomicInteger();
  private final SteeredDelay delay = new SteeredDelay();
  private final Object[] kept = new Object[BATCH];
  private final WaitQueue[] queues = new WaitQueue[BATCH];
  private volatile WaitQueue queue;
  private boolean sawChange; // of the waiter, read by the waker after the round
  private int sawSleeper;
  private int missed;

  /** The waker is told of the waiter, or the waiter sees a change that became visible late. */
  @Test
  void hasSleepers_changeWaitsBehindOthers_oneSeesTheOther() {
    race(delay::await);
  }

  /**
   * The waiter sees the change, or the waker sees an entry that became visible late. Each queue is
   * new, for a store into an old object may have a fence behind it; and each lies elsewhere, so
   * that of many the guard and the lists are on two cache lines: then the lists' is still the
   * waker's.
   */
  @Test
  void prepareToWait_listsOnAnotherLine_oneSeesTheOther() {
    race(delay::awaitWithoutColdStores);
  }

  private void race(Runnable beforeTheChange) {
    int last;
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            for (int round = 1; awaitRound(begun, round); round++) {
              WaitQueue mine = queue;
              WaitEntry entry = WaitEntry.shared();
              arrived.set(round);
              mine.prepareToWait(entry);
              sawChange = change.getOpaque() == round;
              awaitRound(asked, round); // it stays in the queue so long
              mine.finishWait(entry);
              done.set(round);
            }
          });
      long begin = System.nanoTime();
      int round = 1;
      for (; System.nanoTime() - begin < (sawSleeper == 0 ? LONGEST_NANOS : SPELL_NANOS); round++) {
        WaitQueue ours = nextQueue(round);
        queue = ours;
        begun.set(round);
        awaitRound(arrived, round);
        beforeTheChange.run();
        change.setOpaque(round);
        boolean sleeper = ours.hasSleepers();
        asked.set(round);
        awaitRound(done, round);
        delay.adjust(sleeper);
        sawSleeper += sleeper ? 1 : 0;
        missed += sawChange || sleeper ? 0 : 1;
      }
      last = round - 1;
      begun.set(OVER);
    }
    assertThat(missed).as("missed each other, of %d rounds", last).isZero();
    assertThat(sawSleeper).as("the waker saw the waiter, of %d rounds", last).isPositive();
  }

  private WaitQueue nextQueue(int round) {
    if (round % BATCH == 1) {
      for (int i = 0; i < BATCH; i++) {
        kept[i] = new byte[ThreadLocalRandom.current().nextInt(64)];
        queues[i] = new WaitQueue();
      }
    }
    return queues[round % BATCH];
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
