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
import org.kernsync.internal.WaitNode;
import org.kernsync.wait.RacingThreads;

/** Exclusion, visibility and conservation while threads, interrupts and timeouts race. */
class RwSemaphoreRaceTest {
  private static final long RACE_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private final RwSemaphore semaphore = new RwSemaphore();
  private final AtomicInteger readersInside = new AtomicInteger();
  private final AtomicInteger mostReaders = new AtomicInteger();
  private long writes; // guarded by semaphore: plain on purpose
  private long mirror; // guarded by semaphore: plain on purpose, equal to writes outside a write

  private final AtomicLong wrote = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong interrupts = new AtomicLong();
  private final AtomicLong timeouts = new AtomicLong();

  /** A writer is alone, readers see whole writes, and all get in: one write in four. */
  @Test
  void down_eightThreads_excludesAndLosesNobody() {
    raceReadersAndWriters(RacingThreads.platform(), 8, 30_000, 4);
    assertThat(mostReaders.get()).as("readers at a time").isGreaterThan(1);
  }

  /** The same with many more threads than carriers, which are unmounted inside now and then. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void down_twoHundredVirtualThreads_excludesAndLosesNobody() {
    raceReadersAndWriters(RacingThreads.virtual(), 200, 400, 4);
    assertThat(mostReaders.get()).as("readers at a time").isGreaterThan(1);
  }

  private void raceReadersAndWriters(RacingThreads racers, int count, int rounds, int oneIn) {
    try (RacingThreads threads = racers) {
      for (int i = 0; i < count; i++) {
        int number = i;
        threads.add(
            () -> {
              for (int round = 0; round < rounds; round++) {
                boolean unmount = round % 50 == 0;
                if ((round + number) % oneIn == 0) {
                  semaphore.downWrite();
                  write(unmount);
                  semaphore.upWrite();
                } else {
                  semaphore.downRead();
                  read(unmount);
                  semaphore.upRead();
                }
              }
            });
      }
      threads.join();
    }
    assertThat(writes).isEqualTo(wrote.get()).isEqualTo((long) count * rounds / oneIn);
    assertThat(read.get()).isEqualTo((long) count * rounds - wrote.get());
    assertNobodyLeft();
  }

  /**
   * Each round is one section of each thread, and the next begins when all are through: a wake-up
   * that a release missed is not made good by a later one. Virtual threads, since they sleep
   * without spinning first.
   */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void up_racesWithAThreadGoingToSleep_wakesIt() {
    raceInRounds(2);
    raceInRounds(3);
  }

  private void raceInRounds(int count) {
    long end = System.nanoTime() + RACE_NANOS;
    AtomicInteger through = new AtomicInteger();
    AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE); // set before that round is through
    try (RacingThreads threads = RacingThreads.virtual()) {
      for (int i = 0; i < count; i++) {
        int number = i;
        threads.add(
            () -> {
              for (int round = 1; round <= last.get(); round++) {
                passThrough((round >> number) % 3); // all mixtures of reader, writer, downgrade
                if (number == 0 && System.nanoTime() - end > 0) {
                  last.compareAndSet(Integer.MAX_VALUE, round);
                }
                through.incrementAndGet();
                awaitRound(through, count * round);
              }
            });
      }
      threads.join();
    }
    assertThat(through.get()).isGreaterThan(count);
    assertNobodyLeft();
  }

  private void passThrough(int how) {
    if (how == 0) {
      semaphore.downRead();
      read(false);
      semaphore.upRead();
      return;
    }
    semaphore.downWrite();
    write(false);
    if (how == 1) {
      semaphore.upWrite();
    } else {
      semaphore.downgradeWrite();
      read(false);
      semaphore.upRead();
    }
  }

  private static void awaitRound(AtomicInteger through, int wanted) {
    for (int spins = 0; through.get() < wanted; spins++) {
      if (spins < 1_000) {
        Thread.onSpinWait();
      } else {
        // Not Thread.yield: on JDK 25 virtual threads that yield all the time keep the carriers
        // from
        // those whose timed park is over, such as one that waits for the guard of the list
        LockSupport.parkNanos(1_000);
      }
    }
  }

  /** However grants, interrupts, timeouts and missing nodes race: none is lost, none is double. */
  @Test
  void down_allFormsUnderInterrupts_excludesAndLosesNothing() {
    raceAllForms(RacingThreads.platform());
  }

  /** The same on virtual threads. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void down_allFormsUnderInterruptsOnVirtualThreads_excludesAndLosesNothing() {
    raceAllForms(RacingThreads.virtual());
  }

  private void raceAllForms(RacingThreads racers) {
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
    assertThat(writes).isEqualTo(wrote.get());
    assertNobodyLeft();
    assertThat(read.get()).as("reads").isPositive();
    assertThat(wrote.get()).as("writes").isPositive();
    assertThat(interrupts.get()).as("interrupted waits").isPositive();
    assertThat(timeouts.get()).as("timed-out waits").isPositive();
  }

  private void downSomehow() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    boolean write = random.nextInt(3) == 0;
    boolean unmount = random.nextInt(16) == 0; // lets others find it held
    try {
      if (!(write ? downWriteSomehow(random) : downReadSomehow(random))) {
        return;
      }
    } catch (InterruptedException interrupted) {
      assertThat(semaphore.isWriteLockedByCurrentThread()).isFalse();
      interrupts.incrementAndGet();
      return;
    }
    if (!write) {
      read(unmount);
      semaphore.upRead();
      return;
    }
    assertThat(semaphore.isWriteLockedByCurrentThread()).isTrue();
    write(unmount);
    if (random.nextBoolean()) {
      semaphore.upWrite();
    } else {
      semaphore.downgradeWrite();
      read(unmount);
      semaphore.upRead();
    }
  }

  private boolean downReadSomehow(ThreadLocalRandom random) throws InterruptedException {
    switch (random.nextInt(4)) {
      case 0:
        semaphore.downRead();
        return true;
      case 1:
        semaphore.downReadInterruptibly();
        return true;
      case 2:
        return notTimedOut(semaphore.tryDownRead(random.nextInt(30_000), TimeUnit.NANOSECONDS));
      default:
        return semaphore.tryDownRead();
    }
  }

  private boolean downWriteSomehow(ThreadLocalRandom random) throws InterruptedException {
    switch (random.nextInt(4)) {
      case 0:
        semaphore.downWrite();
        return true;
      case 1:
        semaphore.downWriteInterruptibly();
        return true;
      case 2:
        return notTimedOut(semaphore.tryDownWrite(random.nextInt(30_000), TimeUnit.NANOSECONDS));
      default:
        return semaphore.tryDownWrite();
    }
  }

  private boolean notTimedOut(boolean in) {
    if (!in) {
      timeouts.incrementAndGet();
    }
    return in;
  }

  private void write(boolean unmount) {
    assertThat(readersInside.get()).as("readers beside a writer").isZero();
    writes++;
    if (unmount) {
      Thread.yield();
    }
    mirror++;
    assertThat(mirror).isEqualTo(writes);
    assertThat(readersInside.get()).as("readers beside a writer").isZero();
    wrote.incrementAndGet();
  }

  private void read(boolean unmount) {
    int inside = readersInside.incrementAndGet();
    mostReaders.accumulateAndGet(inside, Math::max);
    long before = writes;
    if (unmount) {
      Thread.yield();
    }
    assertThat(mirror).as("a write seen half").isEqualTo(before);
    readersInside.decrementAndGet();
    read.incrementAndGet();
  }

  private void assertNobodyLeft() {
    assertThat(semaphore.readers()).isZero();
    assertThat(semaphore.isLocked()).isFalse();
    assertThat(semaphore.owner()).isNull();
    assertThat(semaphore.isContended()).isFalse();
    assertThat(semaphore.getQueueLength()).isZero();
    assertThat(semaphore.tryDownWrite()).isTrue();
    semaphore.upWrite();
  }
}
