package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/**
 * How a waiter waits: what it asks of its hook, who wakes it, what interrupts do. Waiters that are
 * to be woken park without a limit here: a lost wake-up is a hang.
 */
class ReadWriteSpinLockWaitTest {
  private final CountingWait wait = new CountingWait();
  private final ReadWriteSpinLock lock = new ReadWriteSpinLock(wait);

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** A lock that is free never calls the hook, nor does one that readers share. */
  @Test
  void lock_uncontended_neverWaits() {
    for (int i = 0; i < 1_000; i++) {
      lock.writeLock();
      lock.downgrade();
      lock.readLock();
      lock.readLockNested();
      lock.readUnlock();
      lock.readUnlock();
      lock.readUnlock();
    }
    assertThat(wait.waits.get()).isZero();
  }

  /** A writer that parks is woken by the last reader, and not before. */
  @ParameterizedTest
  @MethodSource("kinds")
  void readUnlock_writerParked_lastOneWakesIt(ThreadFactory kind) {
    AtomicBoolean in = new AtomicBoolean();
    lock.readLock();
    lock.readLock();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            lock.writeLock();
            in.set(true);
            lock.writeUnlock();
          });
      Crew.until("it parked", () -> wait.parksInSlots.get() > 0);
      lock.readUnlock();
      assertThat(in).isFalse();
      lock.readUnlock();
    }
    assertThat(in).isTrue();
  }

  /** A reader that parks is woken by the writer that leaves, or becomes a reader. */
  @ParameterizedTest
  @MethodSource("kinds")
  void writerLeaves_readerParked_wakesIt(ThreadFactory kind) {
    for (boolean downgrade : new boolean[] {false, true}) {
      int parks = wait.parksInSlots.get();
      lock.writeLock();
      try (Crew crew = new Crew(kind)) {
        crew.start(
            () -> {
              lock.readLock();
              lock.readUnlock();
            });
        Crew.until("it parked", () -> wait.parksInSlots.get() > parks);
        if (downgrade) {
          lock.downgrade();
        } else {
          lock.writeUnlock();
        }
      }
      if (downgrade) {
        lock.readUnlock();
      }
    }
  }

  /**
   * Nobody has to wait for a timeout: whoever parks is woken for its turn, though a permit from
   * before ends some parks early.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void unlock_waitersParkedForGood_eachIsWoken(ThreadFactory kind) {
    AtomicInteger parks = new AtomicInteger();
    SpinWait soonAsleep =
        new SpinWait() {
          @Override
          public void pause(int step) {}

          @Override
          public void park(Object blocker, long maxNanos) {
            parks.incrementAndGet();
            LockSupport.park(blocker);
          }
        };
    ReadWriteSpinLock lock = new ReadWriteSpinLock(soonAsleep);
    AtomicInteger sections = new AtomicInteger();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 6; i++) {
        boolean write = i % 2 == 0;
        crew.start(
            () -> {
              for (int k = 0; k < 2_000; k++) {
                if (k % 3 == 0) {
                  LockSupport.unpark(Thread.currentThread());
                }
                pass(lock, write, k % 16 == 0);
                sections.incrementAndGet();
              }
            });
      }
    }
    assertThat(sections.get()).isEqualTo(12_000);
    assertThat(parks.get()).isPositive();
    assertThat(lock.tryWriteLock()).isTrue();
  }

  private static void pass(ReadWriteSpinLock lock, boolean write, boolean longer) {
    if (write) {
      lock.writeLock();
    } else {
      lock.readLock();
    }
    if (longer) {
      LockSupport.parkNanos(1_000); // may end at once, by the permit from before
      LockSupport.parkNanos(1_000); // long enough for the others to park
    }
    if (write) {
      lock.writeUnlock();
    } else {
      lock.readUnlock();
    }
  }

  /** The first in line takes the shortest waits first; all park with the lock as their blocker. */
  @Test
  void lock_threeWaiters_stepsOfTheFirstAndBlockers() {
    ConcurrentLinkedQueue<Integer> steps = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Object> blockers = new ConcurrentLinkedQueue<>();
    SpinWait recorder =
        new SpinWait() {
          @Override
          public void pause(int step) {
            steps.add(step);
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            blockers.add(blocker);
            LockSupport.parkNanos(blocker, maxNanos);
          }
        };
    ReadWriteSpinLock recorded = new ReadWriteSpinLock(recorder);
    boolean spins = Runtime.getRuntime().availableProcessors() > 1;
    recorded.writeLock();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 3; i++) {
        int parks = blockers.size();
        int inLine = i + 1;
        crew.start(
            () -> {
              recorded.writeLock();
              recorded.writeUnlock();
            });
        Crew.until("it is in line", () -> recorded.queueLength() == inLine);
        Crew.until("it parked", () -> blockers.size() > parks + 1);
        if (i == 0) {
          assertThat(steps.peek()).isEqualTo(spins ? Integer.valueOf(0) : null);
          assertThat(steps).hasSize(spins ? SpinWait.PARK_STEP : 0);
        }
      }
      recorded.writeUnlock();
    }
    assertThat(blockers).containsOnly(recorded);
  }

  /** Waiting goes on through an interrupt, first in line or behind; the flag is still there. */
  @ParameterizedTest
  @MethodSource("kinds")
  void lock_interruptedWhileWaiting_keepsPlaceAndFlag(ThreadFactory kind) {
    lock.writeLock();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 4; i++) {
        boolean write = i % 2 == 0;
        int parks = wait.parksInSlots.get();
        Thread waiter =
            crew.start(
                () -> {
                  pass(lock, write, false);
                  assertThat(Thread.currentThread().isInterrupted()).isTrue();
                });
        Crew.until("it parked", () -> wait.parksInSlots.get() > parks);
        int parksBefore = wait.parks.get();
        waiter.interrupt();
        Crew.until("it parked again", () -> wait.parks.get() > parksBefore);
        assertThat(lock.queueLength()).isEqualTo(i + 1);
      }
      lock.writeUnlock();
    }
  }

  /** A thread that is interrupted already waits without burning its processor. */
  @Test
  void lock_interruptedBefore_parksAllTheSame() {
    lock.readLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            Thread.currentThread().interrupt();
            lock.writeLock();
            assertThat(Thread.interrupted()).isTrue();
            lock.writeUnlock();
          });
      Crew.until("it parked", () -> wait.parksInSlots.get() > 0);
      int waits = wait.waits.get();
      long begin = System.nanoTime();
      Crew.until("30 ms are over", () -> System.nanoTime() - begin > 30_000_000);
      // A waiter that burns its processor makes some 100,000 steps in this time.
      assertThat(wait.waits.get() - waits).isLessThan(50);
      lock.readUnlock();
    }
  }

  /** A nested reader that waits for the writer naps by itself, and keeps its interrupt flag. */
  @Test
  void readLockNested_writerInside_napsAndKeepsFlag() {
    lock.writeLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            Thread.currentThread().interrupt();
            lock.readLockNested();
            assertThat(Thread.interrupted()).isTrue();
            lock.readUnlock();
          });
      Crew.until("it naps", () -> wait.waits.get() > SpinWait.PARK_STEP + 3);
      assertThat(wait.parks.get()).isZero();
      assertThat(lock.isContended()).isFalse();
      lock.writeUnlock();
    }
  }
}
