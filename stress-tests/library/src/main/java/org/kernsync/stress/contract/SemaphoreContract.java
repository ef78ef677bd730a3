package org.kernsync.stress.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/**
 * What every counting semaphore must do, as a JUnit class to extend: above all, conserve its
 * permits. Not asked for: an order among waiters, what happens beyond the largest count.
 */
public abstract class SemaphoreContract {
  private static final int THREADS = 4;
  private static final int WAITERS = 8;
  private static final long SHORT_NANOS = 20_000;
  private static final long TIMEOUT_NANOS = Duration.ofMillis(20).toNanos();

  /** For suites that extend it. */
  protected SemaphoreContract() {}

  /**
   * Makes the semaphore of one test.
   *
   * @param permits the permits to begin with
   * @return a semaphore for which nobody waits
   */
  protected abstract SemaphoreUnderTest newSemaphore(int permits);

  /**
   * How long threads may take before a test calls them wedged.
   *
   * @return a minute, unless overridden
   */
  protected Duration patience() {
    return RacingThreads.PATIENCE;
  }

  /**
   * The kinds of threads to test with.
   *
   * @return all that this JDK has
   */
  protected static List<ThreadKind> kinds() {
    return ThreadKind.available();
  }

  /** One thread alone: each permit is taken once, and given back. */
  @Test
  public void tryDown_oneThread_countsDownAndUp() {
    SemaphoreUnderTest semaphore = newSemaphore(2);
    assertThat(semaphore.tryDown()).isTrue();
    assertThat(semaphore.tryDown()).isTrue();
    assertThat(semaphore.tryDown()).isFalse();
    assertThat(semaphore.permits()).isZero();
    semaphore.up();
    assertThat(semaphore.permits()).isEqualTo(1);
    assertThat(semaphore.tryDown()).isTrue();
  }

  /**
   * With one permit, one thread is inside at a time, and sees what the one before wrote.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void down_onePermit_oneInsideAtATime(ThreadKind kind) {
    SemaphoreUnderTest semaphore = newSemaphore(1);
    Section section = new Section();
    LongAdder passages = new LongAdder();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          THREADS,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              semaphore.down();
              section.passThrough();
              semaphore.up();
              passages.increment();
            }
          });
      racers.race();
    }
    assertThat(section.passages()).isPositive().isEqualTo(passages.sum());
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  /**
   * However it is taken and given up, the one permit is there in the end, and never out twice.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void down_allForms_permitsConserved(ThreadKind kind) {
    SemaphoreUnderTest semaphore = newSemaphore(1);
    AtomicInteger out = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int t = 0; t < THREADS; t++) {
        int offset = t;
        racers.add(
            () -> {
              for (Spell spell = new Spell(); spell.goesOn(); ) {
                if (takeInOneForm(semaphore, spell.rounds() + offset)) {
                  assertThat(out.incrementAndGet()).as("permits out").isEqualTo(1);
                  out.decrementAndGet();
                  semaphore.up();
                }
              }
            });
      }
      racers.race();
    }
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  /**
   * A storm of interrupts conserves the permits too: each waiter has one or has thrown.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void downInterruptibly_storm_permitsConserved(ThreadKind kind) {
    SemaphoreUnderTest semaphore = newSemaphore(1);
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger out = new AtomicInteger();
    Thread[] waiters = new Thread[THREADS];
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int t = 0; t < THREADS; t++) {
        waiters[t] =
            racers.add(
                () -> {
                  for (Spell spell = new Spell(); spell.goesOn(); ) {
                    try {
                      semaphore.downInterruptibly();
                      assertThat(out.incrementAndGet()).as("permits out").isEqualTo(1);
                      out.decrementAndGet();
                      semaphore.up();
                    } catch (InterruptedException wanted) {
                      Thread.yield();
                    }
                  }
                  ended.incrementAndGet();
                });
      }
      racers.add(
          () -> {
            for (int i = 0; ended.get() < THREADS && !Thread.interrupted(); i++) {
              waiters[i % THREADS].interrupt();
              Thread.yield();
            }
          });
      racers.race();
    }
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  /**
   * Everyone who waits gets a permit once there are enough.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void up_manyWait_allServed(ThreadKind kind) {
    SemaphoreUnderTest semaphore = newSemaphore(0);
    AtomicInteger arrived = new AtomicInteger();
    AtomicInteger served = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int i = 0; i < WAITERS; i++) {
        Thread waiter =
            racers.add(
                () -> {
                  arrived.incrementAndGet();
                  semaphore.down();
                  served.incrementAndGet();
                });
        racers.start();
        int all = i + 1;
        racers.awaitTrue("thread " + all + " has come", () -> arrived.get() == all);
        racers.letFallAsleep(waiter);
      }
      assertThat(served.get()).as("served without a permit").isZero();
      for (int i = 0; i < WAITERS; i++) {
        semaphore.up();
      }
      racers.race();
    }
    assertThat(served.get()).isEqualTo(WAITERS);
    assertThat(semaphore.permits()).isZero();
  }

  /**
   * A timeout comes no earlier than asked for, and takes no permit.
   *
   * @throws InterruptedException if the test is interrupted
   */
  @Test
  public void tryDown_nothingComes_timesOutNotTooEarly() throws InterruptedException {
    SemaphoreUnderTest semaphore = newSemaphore(0);
    long begin = System.nanoTime();
    assertThat(semaphore.tryDown(TIMEOUT_NANOS)).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TIMEOUT_NANOS);
    semaphore.up();
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  /** A thread that was interrupted before the call gets no permit, even if there is one. */
  @Test
  public void downInterruptibly_interruptedBefore_throwsAndTakesNothing() {
    SemaphoreUnderTest semaphore = newSemaphore(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(semaphore::downInterruptibly).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("flag").isFalse();
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  /**
   * In the uninterruptible form an interrupt neither ends the wait nor gets lost.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void down_interruptedWhileWaiting_waitsOnAndKeepsTheFlag(ThreadKind kind) {
    SemaphoreUnderTest semaphore = newSemaphore(0);
    AtomicInteger served = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                semaphore.down();
                served.incrementAndGet();
                assertThat(Thread.currentThread().isInterrupted()).as("flag").isTrue();
              });
      racers.start();
      racers.letFallAsleep(waiter);
      waiter.interrupt();
      racers.letFallAsleep(waiter);
      assertThat(served.get()).as("served without a permit").isZero();
      semaphore.up();
      racers.race();
    }
  }

  private static boolean takeInOneForm(SemaphoreUnderTest semaphore, int form)
      throws InterruptedException {
    switch (form % 5) {
      case 0:
        semaphore.down();
        return true;
      case 1:
        semaphore.downInterruptibly();
        return true;
      case 2:
        return semaphore.tryDown();
      case 3:
        return semaphore.tryDown(1);
      default:
        return semaphore.tryDown(SHORT_NANOS);
    }
  }
}
