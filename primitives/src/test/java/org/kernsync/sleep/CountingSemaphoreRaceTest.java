package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.kernsync.internal.WaitNode;
import org.kernsync.wait.RacingThreads;

class CountingSemaphoreRaceTest {
  private static final long RACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final int PERMITS = 3;
  private static final int LOOK_EVERY = 8;

  private final CountingSemaphore semaphore = new CountingSemaphore(PERMITS);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicLong downs = new AtomicLong();
  private final AtomicLong interrupts = new AtomicLong();
  private final AtomicLong timeouts = new AtomicLong();

  @Test
  void down_allFormsUnderInterrupts_conservesPermits() {
    race(RacingThreads.platform());
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void down_allFormsUnderInterruptsOnVirtualThreads_conservesPermits() {
    race(RacingThreads.virtual());
  }

  private void race(RacingThreads racers) {
    AtomicInteger running = new AtomicInteger(8);
    long end = System.nanoTime() + RACE_NANOS;
    List<Thread> workers = new ArrayList<>();
    try (RacingThreads threads = racers) {
      for (int i = 0; i < 8; i++) {
        workers.add(
            threads.add(
                () -> {
                  try {
                    while (System.nanoTime() - end < 0) {
                      downSomehow();
                    }
                  } finally {
                    running.decrementAndGet();
                  }
                }));
      }
      threads.add(
          () -> {
            while (running.get() > 0) {
              int victim = ThreadLocalRandom.current().nextInt(8);
              workers.get(victim).interrupt();
              if (victim == 0) {
                WaitNode.starve(workers.get(1)); // one of them goes without nodes at times
              } else if (victim == 1) {
                WaitNode.starve(null);
              }
              Thread.yield();
            }
          });
      threads.join();
    } finally {
      WaitNode.starve(null);
    }
    assertThat(semaphore.availablePermits()).isEqualTo(PERMITS);
    assertThat(semaphore.getQueueLength()).isZero();
    assertThat(semaphore.drain()).isEqualTo(PERMITS);
    assertThat(downs.get()).as("permits taken").isPositive();
    assertThat(interrupts.get()).as("interrupted waits").isPositive();
    assertThat(timeouts.get()).as("timed-out waits").isPositive();
  }

  private void downSomehow() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    try {
      switch (random.nextInt(4)) {
        case 0:
          semaphore.down();
          break;
        case 1:
          semaphore.downInterruptibly();
          break;
        case 2:
          if (!semaphore.tryDown(random.nextInt(30_000), TimeUnit.NANOSECONDS)) {
            timeouts.incrementAndGet();
            return;
          }
          break;
        default:
          if (!semaphore.tryDown()) {
            return;
          }
      }
    } catch (InterruptedException interrupted) {
      interrupts.incrementAndGet();
      return;
    }
    assertThat(inside.incrementAndGet()).isBetween(1, PERMITS);
    downs.incrementAndGet();
    if (random.nextInt(8) == 0) {
      Thread.yield(); // lets others find none left
    }
    inside.decrementAndGet();
    if (random.nextInt(8) == 0) {
      int more = semaphore.drain();
      semaphore.up(more + 1);
    } else {
      semaphore.up();
    }
  }

  /** Each permit given is either taken or still there, however hand-over and timeout race. */
  @Test
  void tryDownTimed_racesWithUp_takesThePermitOrLeavesIt() {
    int rounds = 30_000;
    CountingSemaphore one = new CountingSemaphore(0);
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger missed = new AtomicInteger();
    AtomicInteger given = new AtomicInteger();
    try (RacingThreads threads = RacingThreads.platform()) {
      for (int i = 0; i < 2; i++) {
        threads.add(
            () -> {
              ThreadLocalRandom random = ThreadLocalRandom.current();
              while (given.get() < rounds) {
                if (one.tryDown(random.nextInt(1, 4_000), TimeUnit.NANOSECONDS)) {
                  taken.incrementAndGet();
                } else {
                  missed.incrementAndGet();
                }
              }
            });
      }
      threads.add(
          () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            for (int i = 0; i < rounds; i++) {
              one.up();
              given.incrementAndGet();
              for (int spin = random.nextInt(200); spin > 0; spin--) {
                Thread.onSpinWait();
              }
            }
          });
      threads.join();
    }
    assertThat(taken.get() + one.drain()).isEqualTo(rounds);
    assertThat(missed.get()).as("timeouts").isPositive();
    assertThat(one.getQueueLength()).isZero();
  }

  /** One permit per round, given at any moment between the claim and the sleep. */
  @Test
  void up_racesWithAThreadGoingToSleep_wakesIt() {
    raceOneTaker(RacingThreads.platform());
  }

  /** The same where an unpark may be no more than a load of the permit: see N1 of WaitNode. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void up_racesWithAVirtualThreadGoingToSleep_wakesIt() {
    raceOneTaker(RacingThreads.virtual());
  }

  private static void raceOneTaker(RacingThreads racers) {
    int rounds = 60_000;
    CountingSemaphore permits = new CountingSemaphore(0);
    AtomicInteger started = new AtomicInteger();
    try (racers) {
      racers.add(
          () -> {
            for (int round = 1; round <= rounds; round++) {
              started.set(round);
              permits.down();
            }
          });
      racers.add(
          () -> {
            for (int round = 1; round <= rounds; round++) {
              for (int spins = 0; started.get() != round; spins++) {
                if (spins < 1_000) {
                  Thread.onSpinWait();
                } else {
                  // not Thread.yield: on JDK 25 virtual threads that yield all the time keep the
                  // carriers from
                  // those whose timed park is over
                  LockSupport.parkNanos(1_000);
                }
              }
              for (int spin = ThreadLocalRandom.current().nextInt(60); spin > 0; spin--) {
                Thread.onSpinWait();
              }
              permits.up();
            }
          });
      racers.join();
    }
    assertThat(permits.drain()).isZero();
  }

  @Test
  void up_manyGiversAndTakers_handsEveryPermitOver() {
    int each = 20_000;
    CountingSemaphore items = new CountingSemaphore(0);
    AtomicLong taken = new AtomicLong();
    try (RacingThreads threads = RacingThreads.platform()) {
      for (int i = 0; i < 4; i++) {
        threads.add(
            () -> {
              for (int round = 0; round < each; round++) {
                items.down();
              }
              taken.addAndGet(each);
            });
        threads.add(
            () -> {
              for (int round = 0; round < each; round += 2) {
                if (round % 4 == 0) {
                  items.up();
                  items.up();
                } else {
                  items.up(2);
                }
              }
            });
      }
      threads.join();
    }
    assertThat(taken).hasValue(4L * each);
    assertThat(items.availablePermits()).isZero();
    assertThat(items.getQueueLength()).isZero();
  }

  @Test
  void getQueueLength_whileThreadsComeAndGo_neverHangs() {
    CountingSemaphore busy = new CountingSemaphore(1);
    AtomicInteger running = new AtomicInteger(3);
    try (RacingThreads threads = RacingThreads.platform()) {
      for (int i = 0; i < 3; i++) {
        threads.add(
            () -> {
              for (int round = 0; round < 20_000; round++) {
                busy.down();
                busy.up();
              }
              running.decrementAndGet();
            });
      }
      threads.add(
          () ->
              awaitTrue(
                  "all are done",
                  () -> {
                    assertThat(busy.getQueueLength()).isBetween(0, 3);
                    assertThat(busy.availablePermits()).isBetween(0, 1);
                    return running.get() == 0;
                  }));
      threads.join();
    }
  }

  /**
   * A line that has come about once does not stay for ever: those who come back soon watch until it
   * is gone, instead of standing behind the others each time.
   */
  @Test
  void down_crowdComesBackToALine_lineEnds() {
    double crowded = 1;
    for (int attempt = 0; attempt < 3 && crowded > 0.5; attempt++) {
      crowded = Math.min(crowded, shareOfSectionsBeforeALine());
    }
    assertThat(crowded).as("sections that left three or more in line").isLessThanOrEqualTo(0.5);
  }

  private static double shareOfSectionsBeforeALine() {
    int crowd = 8;
    long each = 20_000;
    CountingSemaphore one = new CountingSemaphore(0);
    AtomicLong sections = new AtomicLong();
    AtomicLong beforeALine = new AtomicLong();
    try (RacingThreads threads = RacingThreads.platform()) {
      for (int i = 0; i < crowd; i++) {
        threads.add(
            () -> {
              long end = System.nanoTime() + RACE_NANOS;
              long left = each;
              for (; left > 0 && System.nanoTime() - end < 0; left--) {
                one.down();
                // not in each: the look is longer than the section
                if (left % LOOK_EVERY == 0 && one.getQueueLength() >= 3) {
                  beforeALine.addAndGet(LOOK_EVERY);
                }
                one.up();
              }
              sections.addAndGet(each - left);
            });
      }
      threads.add(
          () -> {
            awaitTrue("all stand in line", () -> one.getQueueLength() == crowd);
            one.up();
          });
      threads.join();
    }
    return (double) beforeALine.get() / sections.get();
  }
}
