package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** What a lock with one owner does to those who break its rules. */
public interface OwnerConformance extends ConformanceSuite {
  /**
   * Makes the lock of one test.
   *
   * @return a free lock
   */
  Lock newLock();

  /**
   * Whether the owner may lock again; else it is told that it must not.
   *
   * @return true for a reentrant lock
   */
  boolean isReentrant();

  /**
   * What a thread is told that unlocks what it does not hold.
   *
   * @return a part of the message; empty if the lock says nothing
   */
  String misuseMessage();

  /** To unlock a free lock is refused, and leaves it free. */
  @Test
  default void unlock_free_refused() {
    Lock lock = newLock();
    assertThatMisuse(lock::unlock);
    assertFree(lock);
    lock.lock();
    lock.unlock();
    assertThatMisuse(lock::unlock);
    assertFree(lock);
  }

  /** To unlock what another thread holds is refused, and that thread still holds it. */
  @Test
  default void unlock_byAnother_refusedAndStillHeld() {
    Lock lock = newLock();
    lock.lock();
    inAnotherThread(
        () -> {
          assertThatMisuse(lock::unlock);
          assertThat(lock.tryLock()).as("locked what another holds").isFalse();
        });
    lock.unlock();
    assertFree(lock);
  }

  /** A second lock by the owner is counted or refused, as promised, and never waits for itself. */
  @Test
  default void lock_byOwner_countedOrRefused() {
    Lock lock = newLock();
    inAnotherThread(
        () -> {
          lock.lock();
          if (isReentrant()) {
            lock.lock();
            lock.lockInterruptibly();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.tryLock(1, TimeUnit.NANOSECONDS)).isTrue();
            for (int i = 0; i < 4; i++) {
              lock.unlock();
            }
          } else {
            assertThatThrownBy(lock::lock)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("recursive");
            assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(IllegalStateException.class);
            assertThat(lock.tryLock()).as("locked twice").isFalse();
            assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.HOURS))
                .isInstanceOf(IllegalStateException.class);
          }
          try (RacingThreads others = new RacingThreads(ThreadKind.PLATFORM, patience())) {
            others.add(() -> assertThat(lock.tryLock()).as("locked what another holds").isFalse());
            others.race();
          }
          lock.unlock();
        });
    assertFree(lock);
  }

  /** Sections that throw, unlocking on their way out, leave a lock that excludes as before. */
  @Test
  default void lock_sectionsThrow_stillExcludes() {
    Lock lock = newLock();
    int rounds = 5 * ConformanceSuite.rounds();
    AtomicInteger thrown = new AtomicInteger();
    int[] plain = new int[1]; // only the lock keeps its increments apart
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      for (int t = 0; t < 3; t++) {
        int offset = t;
        racers.add(
            () -> {
              for (int round = 0; round < rounds; round++) {
                try {
                  flakySection(lock, plain, round + offset);
                } catch (IllegalArgumentException flaky) {
                  thrown.incrementAndGet();
                }
              }
            });
      }
      racers.race();
    }
    assertThat(plain[0]).as("sections").isEqualTo(3 * rounds);
    assertThat(thrown.get()).as("sections that threw").isBetween(rounds - 3, rounds + 3);
    assertFree(lock);
  }

  private static void flakySection(Lock lock, int[] plain, int number) {
    lock.lock();
    try {
      int seen = plain[0];
      if (number % 16 == 0) {
        Thread.yield();
      }
      plain[0] = seen + 1;
      if (number % 3 == 0) {
        throw new IllegalArgumentException("flaky");
      }
    } finally {
      lock.unlock();
    }
  }

  private void assertThatMisuse(Runnable unlock) {
    assertThatThrownBy(unlock::run)
        .isInstanceOf(IllegalMonitorStateException.class)
        .satisfies(
            thrown -> assertThat(String.valueOf(thrown.getMessage())).contains(misuseMessage()));
  }

  private void assertFree(Lock lock) {
    inAnotherThread(
        () -> {
          assertThat(lock.tryLock()).as("free in the end").isTrue();
          lock.unlock();
        });
  }

  private void inAnotherThread(RacingThreads.Task task) {
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      racers.add(task);
      racers.race();
    }
  }
}
