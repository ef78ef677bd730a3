package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** The first in line gives up at the moment at which the lock is handed over to it. */
class QueuedSpinHandOverTest {
  private static final int ROUNDS = 30_000;
  private static final long LONGEST_NANOS = 2_000_000_000;

  /** On a busy machine the one or the other always comes first, for a while. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** Of so many rounds one lets the first give up in peace. */
  private static final int PEACE = 16;

  /** The longest delay of a hand-over, in pauses: so that it meets the other thread's step. */
  private static final int DELAYS = 12;

  /** How often the hand-over has begun, and how often the first has decided. */
  private final AtomicInteger begun = new AtomicInteger();

  private final AtomicInteger decided = new AtomicInteger();
  private QueuedSpinLock lock; // of a round
  private QueuedSpinNode first; // of a round
  private boolean gaveUp; // of a round
  private boolean over;

  /** It has the lock then, or the lock is free: it is never left to nobody. */
  @Test
  void unlock_firstGivesUpMeanwhile_isItsLockOrFree() {
    int[] seen = new int[2];
    try (Crew crew = new Crew()) {
      Thread waiter = crew.start(this::giveUpInEachRound);
      crew.start(() -> handOverInEachRound(waiter, seen));
    }
    assertThat(seen[0] + seen[1]).as("rounds").isPositive();
    assertThat(seen[1]).as("given up in time").isPositive();
  }

  private void handOverInEachRound(Thread waiter, int[] seen) {
    long begin = System.nanoTime();
    for (int round = 1; round <= ROUNDS; round++) {
      long nanos = System.nanoTime() - begin;
      if (nanos > (seen[1] == 0 ? PATIENCE_NANOS : LONGEST_NANOS)) {
        break;
      }
      lock = new QueuedSpinLock();
      lock.lock();
      first = QueuedSpinNode.allocateOrNull(waiter, lock.idle());
      assertThat(lock.enqueue(first)).isTrue();
      first.setStateVolatile(QueuedSpinNode.DEMANDING);
      begun.set(round);
      for (int pause = round % DELAYS; pause > 0; pause--) {
        Thread.onSpinWait();
      }
      if (round % PEACE == 0) {
        Thread.yield();
      }
      lock.unlock();
      await(decided, round);
      seen[gaveUp ? 1 : 0]++;
      assertThat(lock.tryLock()).as("free, in round %d", round).isEqualTo(gaveUp);
    }
    over = true;
    begun.incrementAndGet();
  }

  private void giveUpInEachRound() {
    for (int round = 1; ; round++) {
      await(begun, round);
      if (over) {
        return;
      }
      gaveUp = lock.abandon(first);
      decided.set(round);
    }
  }

  private static void await(AtomicInteger count, int least) {
    for (int step = 1; count.get() < least; step++) {
      if (step % 256 == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
