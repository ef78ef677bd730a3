package org.kernsync.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class WaitQueueRaceTest {
  private static final int ROUNDS = 30_000;

  private final WaitQueue queue = new WaitQueue();

  /** The change comes at any moment between the waiter's first test and its sleep. */
  @Test
  void waitEvent_wakerRunsBeside_losesNoWakeUp() {
    raceOneWaiter(RacingThreads.platform(), false);
  }

  /** The same, with a waker that asks first whether there is anybody to wake. */
  @Test
  void hasSleepers_wakerRunsBeside_losesNoWakeUp() {
    raceOneWaiter(RacingThreads.platform(), true);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void waitEvent_wakerRunsBesideOnVirtualThreads_losesNoWakeUp() {
    raceOneWaiter(RacingThreads.virtual(), false);
    raceOneWaiter(RacingThreads.virtual(), true);
  }

  private void raceOneWaiter(RacingThreads racers, boolean askFirst) {
    AtomicInteger started = new AtomicInteger();
    AtomicInteger happened = new AtomicInteger();
    try (racers) {
      racers.add(
          () -> {
            for (int i = 1; i <= ROUNDS; i++) {
              int round = i;
              started.set(round);
              queue.waitEvent(() -> happened.getOpaque() == round);
            }
          });
      racers.add(
          () -> {
            for (int round = 1; round <= ROUNDS; round++) {
              spinUntil(started, round);
              spin(ThreadLocalRandom.current().nextInt(40));
              if (round % 2 == 0) {
                queue.wakeAll(); // for nothing: lets a waiter queue again
                spin(ThreadLocalRandom.current().nextInt(400));
              }
              happened.setOpaque(round);
              if (!askFirst || queue.hasSleepers()) {
                queue.wakeOne();
              }
            }
          });
      racers.join();
    }
    assertThat(happened).hasValue(ROUNDS);
    assertThat(queue.hasWaiters()).isFalse();
  }

  private static void spinUntil(AtomicInteger value, int wanted) {
    for (int spins = 0; value.get() != wanted; spins++) {
      if (spins < 1_000) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }

  /** One wake-up per item, some waiters give up: every item must still be taken. */
  @Test
  void wakeOne_exclusiveWaitersTimeOut_losesNoWakeUp() {
    race(RacingThreads.platform());
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void wakeOne_exclusiveWaitersTimeOutOnVirtualThreads_losesNoWakeUp() {
    race(RacingThreads.virtual());
  }

  private void race(RacingThreads racers) {
    AtomicInteger items = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger gaveUp = new AtomicInteger();
    WaitQueue room = new WaitQueue();
    try (racers) {
      for (int i = 0; i < 6; i++) {
        boolean impatient = i % 2 == 0;
        racers.add(
            () -> {
              while (taken.get() < ROUNDS) {
                if (impatient) {
                  long nanos = ThreadLocalRandom.current().nextLong(1, 30_000);
                  if (!queue.waitEventExclusive(
                      () -> take(items, taken), nanos, TimeUnit.NANOSECONDS)) {
                    gaveUp.incrementAndGet();
                    Thread.yield();
                  }
                } else {
                  queue.waitEventExclusive(() -> take(items, taken));
                }
                room.wakeOne();
              }
              queue.wakeAll(); // the end, for those who still wait
            });
      }
      racers.add(
          () -> {
            for (int i = 0; i < ROUNDS; i++) {
              items.incrementAndGet();
              queue.wakeOne();
              if (i % 4 == 3) {
                room.waitEvent(() -> items.get() == 0); // nobody else will wake the takers
              }
            }
          });
      racers.join();
    }
    assertThat(taken.get()).isGreaterThanOrEqualTo(ROUNDS);
    assertThat(gaveUp.get()).as("timeouts").isPositive();
    assertThat(queue.hasWaiters()).isFalse();
  }

  private static boolean take(AtomicInteger items, AtomicInteger taken) {
    int seen = items.get();
    while (seen > 0) {
      if (items.compareAndSet(seen, seen - 1)) {
        taken.incrementAndGet();
        return true;
      }
      seen = items.get();
    }
    return taken.get() >= ROUNDS;
  }
}
