package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.kernsync.wait.RacingThreads;

class MutexRaceTest {
  private static final long RACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final Mutex mutex = new Mutex();
  private long inside; // guarded by mutex: plain on purpose
  private long entries; // guarded by mutex: plain on purpose

  @Test
  void lock_eightThreads_excludesAndLosesNobody() {
    try (RacingThreads threads = RacingThreads.platform()) {
      for (int i = 0; i < 8; i++) {
        threads.add(
            () -> {
              for (int round = 0; round < 50_000; round++) {
                mutex.lock();
                enterAndLeave();
                mutex.unlock();
              }
            });
      }
      threads.join();
    }
    assertThat(entries).isEqualTo(8 * 50_000);
    assertThat(mutex.isLocked()).isFalse();
    assertThat(mutex.getQueueLength()).isZero();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void lock_twoHundredVirtualThreads_excludesAndLosesNobody() {
    try (RacingThreads threads = RacingThreads.virtual()) {
      for (int i = 0; i < 200; i++) {
        threads.add(
            () -> {
              for (int round = 0; round < 500; round++) {
                mutex.lock();
                enterAndLeave();
                if (round % 50 == 0) {
                  Thread.yield(); // unmounts the holder
                }
                mutex.unlock();
              }
            });
      }
      threads.join();
    }
    assertThat(entries).isEqualTo(200 * 500);
    assertThat(mutex.getQueueLength()).isZero();
  }

  /**
   * Each round is one lock and one unlock of each thread, and the next begins when all are through:
   * a wake-up that an unlock missed is not made good by a later one. Virtual threads, since they
   * sleep without spinning first.
   */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void unlock_racesWithAThreadGoingToSleep_wakesIt() {
    raceInRounds(2);
    raceInRounds(3);
  }

  private void raceInRounds(int count) {
    long before = entries;
    long end = System.nanoTime() + RACE_NANOS;
    AtomicInteger through = new AtomicInteger();
    AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE); // set before that round is through
    try (RacingThreads threads = RacingThreads.virtual()) {
      for (int i = 0; i < count; i++) {
        boolean leader = i == 0;
        threads.add(
            () -> {
              for (int round = 1; round <= last.get(); round++) {
                mutex.lock();
                enterAndLeave();
                mutex.unlock();
                if (leader && System.nanoTime() - end > 0) {
                  last.compareAndSet(Integer.MAX_VALUE, round);
                }
                through.incrementAndGet();
                awaitRound(through, count * round);
              }
            });
      }
      threads.join();
    }
    assertThat(entries - before).isEqualTo(through.get()).isGreaterThan(count);
  }

  private static void awaitRound(AtomicInteger through, int wanted) {
    for (int spins = 0; through.get() < wanted; spins++) {
      if (spins < 1_000) {
        Thread.onSpinWait();
      } else {
        // not Thread.yield: on JDK 25 virtual threads that yield all the time keep the carriers
        // from
        // those whose timed park is over
        LockSupport.parkNanos(1_000);
      }
    }
  }

  @Test
  void lock_allFormsUnderInterrupts_excludesAndLosesNothing() {
    raceAllForms(RacingThreads.platform());
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void lock_allFormsUnderInterruptsOnVirtualThreads_excludesAndLosesNothing() {
    raceAllForms(RacingThreads.virtual());
  }

  private void raceAllForms(RacingThreads racers) {
    AtomicLong locked = new AtomicLong();
    AtomicLong interrupts = new AtomicLong();
    AtomicLong timeouts = new AtomicLong();
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
                      lockSomehow(locked, interrupts, timeouts);
                    }
                  } finally {
                    running.decrementAndGet();
                  }
                }));
      }
      threads.add(
          () -> {
            while (running.get() > 0) {
              workers.get(ThreadLocalRandom.current().nextInt(8)).interrupt();
              Thread.yield();
            }
          });
      threads.join();
    }
    assertThat(entries).isEqualTo(locked.get());
    assertThat(mutex.isLocked()).isFalse();
    assertThat(mutex.getQueueLength()).isZero();
    assertThat(interrupts.get()).as("interrupted waits").isPositive();
    assertThat(timeouts.get()).as("timed-out waits").isPositive();
  }

  private void lockSomehow(AtomicLong locked, AtomicLong interrupts, AtomicLong timeouts) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    try {
      switch (random.nextInt(4)) {
        case 0:
          mutex.lock();
          break;
        case 1:
          mutex.lockInterruptibly();
          break;
        case 2:
          if (!mutex.tryLock(random.nextInt(30_000), TimeUnit.NANOSECONDS)) {
            timeouts.incrementAndGet();
            return;
          }
          break;
        default:
          if (!mutex.tryLock()) {
            return;
          }
      }
    } catch (InterruptedException interrupted) {
      assertThat(mutex.isHeldByCurrentThread()).isFalse();
      interrupts.incrementAndGet();
      return;
    }
    enterAndLeave();
    if (random.nextInt(16) == 0) {
      Thread.yield(); // lets others find it held
    }
    mutex.unlock();
    locked.incrementAndGet();
  }

  private void enterAndLeave() {
    inside++;
    assertThat(inside).isOne();
    entries++;
    inside--;
  }
}
