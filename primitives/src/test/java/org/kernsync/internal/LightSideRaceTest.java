package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.percpu.PerCpuRef;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.rcu.Rcu;

/**
 * One who comes in by the light side of an asymmetric fence against one who looks for such by the
 * heavy side, at the same moment in each round: the one sees what the other has written, or the
 * other way round, and never neither. What the light side stores waits behind cold stores, {@link
 * SteeredDelay}, so that its order is gone if no fence of either side enforces it.
 */
class LightSideRaceTest {
  private static final long SPELL_NANOS = 1_000_000_000;
  private static final int OVER = Integer.MAX_VALUE;
  private static final int STAY = 600;

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final SteeredDelay delay = new SteeredDelay();
  private int bad; // of the light side's thread
  private int met; // how often it came in while the other was at work
  private volatile int recycled;
  private volatile int current;

  /** A section that follows the old pointer is waited for. */
  @Test
  void rcuReadLock_againstSynchronize_oneSeesTheOther() {
    Rcu rcu = new Rcu();
    race(
        round -> {
          current = 2 * round - 1;
        },
        round -> {
          rcu.readLock();
          int followed = current;
          boolean old = followed < 2 * round;
          boolean gone = old && staysUntil(followed);
          rcu.readUnlock();
          return report(old, gone);
        },
        round -> {
          int old = current;
          current = 2 * round;
          rcu.synchronize();
          recycled = old;
        });
    rcu.close();
  }

  /** A reference got before the kill keeps the object. */
  @Test
  void perCpuRefGet_againstKill_oneSeesTheOther() {
    PerCpuRef[] ref = new PerCpuRef[1];
    race(
        round -> ref[0] = new PerCpuRef(() -> recycled = round),
        round -> {
          boolean got = ref[0].tryGetLive();
          boolean gone = got && staysUntil(round);
          if (got && !gone) {
            ref[0].put();
          }
          return report(got, gone);
        },
        round -> ref[0].kill());
  }

  /** A reader that is in keeps the writer out. */
  @Test
  void perCpuRwSemaphoreDownRead_againstDownWrite_oneSeesTheOther() {
    PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
    race(
        round -> {},
        round -> {
          boolean in = semaphore.tryDownRead();
          boolean early = in && recycled != round; // the writer has not come and gone
          boolean gone = early && staysUntil(round);
          if (in) {
            semaphore.upRead();
          }
          return report(early, gone);
        },
        round -> {
          semaphore.downWrite();
          recycled = round;
          semaphore.upWrite();
        });
  }

  /** What the light side does in a round; tells whether it was too early to meet the other. */
  private interface LightSide {
    boolean run(int round);
  }

  private interface Step {
    void run(int round);
  }

  private void race(Step prepare, LightSide light, Step heavy) {
    int last;
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            for (int round = 1; awaitRound(begun, round); round++) {
              arrived.set(round);
              delay.await();
              delay.adjust(!light.run(round));
              done.set(round);
            }
          });
      long begin = System.nanoTime();
      int round = 1;
      for (; System.nanoTime() - begin < SPELL_NANOS; round++) {
        prepare.run(round);
        begun.set(round);
        awaitRound(arrived, round);
        heavy.run(round);
        awaitRound(done, round);
      }
      last = round - 1;
      begun.set(OVER);
    }
    assertThat(bad).as("missed each other, of %d rounds, %d met", last, met).isZero();
    assertThat(met).as("met, of %d rounds", last).isPositive();
  }

  private boolean report(boolean early, boolean gone) {
    met += early ? 1 : 0;
    bad += gone ? 1 : 0;
    return early;
  }

  /** Stays inside for a moment; whether the other had its way meanwhile. */
  private boolean staysUntil(int number) {
    for (int look = 0; look < STAY; look++) {
      if (recycled == number) {
        return true;
      }
    }
    return false;
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
