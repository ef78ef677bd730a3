package org.kernsync.stress.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
 * What every lock must do, as a JUnit class to extend. Not asked for: an order among waiters,
 * reentrance, what happens on misuse.
 *
 * <pre>{@code
 * class MyLockTest extends MutualExclusionContract {
 *   @Override
 *   protected LockUnderTest newLock() {
 *     return LockUnderTest.of(new MyLock());
 *   }
 * }
 * }</pre>
 */
public abstract class MutualExclusionContract {
  private static final int THREADS = 4;
  private static final int WAITERS = 8;

  /** For suites that extend it. */
  protected MutualExclusionContract() {}

  /**
   * Makes the lock of one test.
   *
   * @return a free lock
   */
  protected abstract LockUnderTest newLock();

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

  /**
   * At no time are two threads inside, and what one wrote there the next one sees.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void lock_manyThreads_oneInsideAtATime(ThreadKind kind) {
    LockUnderTest lock = newLock();
    storm(kind, lock, THREADS, 0);
  }

  /**
   * Threads that wait and threads that only try exclude each other, and no success is lost.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void tryLock_againstLock_oneInsideAtATime(ThreadKind kind) {
    LockUnderTest lock = newLock();
    storm(kind, lock, THREADS / 2, THREADS / 2);
  }

  private void storm(ThreadKind kind, LockUnderTest lock, int lockers, int triers) {
    Section section = new Section();
    LongAdder passages = new LongAdder();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          lockers,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              lock.lock();
              section.passThrough();
              lock.unlock();
              passages.increment();
            }
          });
      racers.add(
          triers,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              if (lock.tryLock()) {
                section.passThrough();
                lock.unlock();
                passages.increment();
              }
            }
          });
      racers.race();
    }
    assertThat(section.passages()).isPositive().isEqualTo(passages.sum());
  }

  /**
   * While one thread is inside, another's attempt fails at once; afterwards it succeeds.
   *
   * @param kind the kind of the other thread
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void tryLock_heldByAnother_failsUntilUnlocked(ThreadKind kind) {
    LockUnderTest lock = newLock();
    lock.lock();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(() -> assertThat(lock.tryLock()).as("while held").isFalse());
      racers.race();
    }
    lock.unlock();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          () -> {
            assertThat(lock.tryLock()).as("while free").isTrue();
            lock.unlock();
          });
      racers.race();
    }
  }

  /** A lock that was got by an attempt is as held as any other, and free after its unlock. */
  @Test
  public void tryLock_succeeded_keepsOthersOut() {
    LockUnderTest lock = newLock();
    assertThat(lock.tryLock()).isTrue();
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      racers.add(() -> assertThat(lock.tryLock()).isFalse());
      racers.race();
    }
    lock.unlock();
    assertThat(lock.tryLock()).isTrue();
    lock.unlock();
  }

  /**
   * Everyone who waits gets in, each woken by the one before.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void unlock_manyWait_allServed(ThreadKind kind) {
    LockUnderTest lock = newLock();
    AtomicInteger arrived = new AtomicInteger();
    Section section = new Section();
    lock.lock();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int i = 0; i < WAITERS; i++) {
        Thread waiter =
            racers.add(
                () -> {
                  arrived.incrementAndGet();
                  lock.lock();
                  section.passThrough();
                  lock.unlock();
                });
        racers.start();
        int all = i + 1;
        racers.awaitTrue("thread " + all + " has come", () -> arrived.get() == all);
        racers.letFallAsleep(waiter);
      }
      assertThat(section.passages()).as("passages while held").isZero();
      lock.unlock();
      racers.race();
    }
    assertThat(section.passages()).isEqualTo(WAITERS);
  }

  /**
   * An interrupt neither ends the wait nor gets lost.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void lock_interruptedWhileWaiting_locksAndKeepsTheFlag(ThreadKind kind) {
    LockUnderTest lock = newLock();
    AtomicInteger arrived = new AtomicInteger();
    Section section = new Section();
    lock.lock();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                arrived.incrementAndGet();
                lock.lock();
                section.passThrough();
                assertThat(Thread.currentThread().isInterrupted()).as("flag").isTrue();
                lock.unlock();
              });
      racers.start();
      racers.awaitTrue("it has come", () -> arrived.get() == 1);
      racers.letFallAsleep(waiter);
      waiter.interrupt();
      assertThat(section.passages()).as("passages while held").isZero();
      lock.unlock();
      racers.race();
    }
    assertThat(section.passages()).isEqualTo(1);
  }
}
