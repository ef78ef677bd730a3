package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** States, misuse, overflow, timed forms and footprint, mostly with one thread. */
class ReadWriteSpinLockTest {
  private static final int MOST_READERS = 1 << 28;

  private final ReadWriteSpinLock lock = new ReadWriteSpinLock();

  /** The write side goes from free to held and back, and says who holds it. */
  @Test
  void writeLock_thenUnlock_heldAndFreeAgain() {
    assertFree();
    lock.writeLock();
    assertThat(lock.isWriteLocked()).isTrue();
    assertThat(lock.isReadLocked()).isFalse();
    assertThat(lock.writeHolder()).isSameAs(Thread.currentThread());
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.toString()).contains("held by writer " + Thread.currentThread());
    lock.writeUnlock();
    assertFree();
  }

  /** The read side counts its readers, nested ones each time. */
  @Test
  void readLock_nestedAndUnlocked_counts() {
    lock.readLock();
    assertThat(lock.readers()).isEqualTo(1);
    lock.readLockNested();
    assertThat(lock.readers()).isEqualTo(2);
    assertThat(lock.isReadLocked()).isTrue();
    assertThat(lock.isWriteLocked()).isFalse();
    assertThat(lock.toString()).contains("held by readers: 2");
    lock.readUnlock();
    lock.readUnlock();
    assertFree();
  }

  /** An attempt gets in exactly where nobody is inside whom it excludes. */
  @Test
  void tryForms_eachState_onlyWhereCompatible() throws Exception {
    lock.readLock();
    assertOtherGets(true, false);
    lock.readUnlock();
    lock.writeLock();
    assertOtherGets(false, false);
    assertThat(lock.tryReadLock()).isFalse();
    assertThat(lock.tryWriteLock()).isFalse();
    assertThat(lock.tryWriteLock(1, MILLISECONDS)).isFalse();
    lock.downgrade();
    assertOtherGets(true, false);
    lock.readUnlock();
    assertOtherGets(true, true);
    assertFree();
  }

  private void assertOtherGets(boolean reading, boolean writing) {
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertThat(lock.tryReadLock()).isEqualTo(reading);
            if (reading) {
              lock.readUnlock();
            }
            assertThat(lock.tryWriteLock()).isEqualTo(writing);
            if (writing) {
              lock.writeUnlock();
            }
          });
    }
  }

  /** An unlock of what nobody holds throws, and the lock is as free as before. */
  @Test
  void unlock_free_throwsAndLeavesItFree() {
    assertRefused(lock::readUnlock, "readUnlock without a reader");
    assertRefused(lock::writeUnlock, "free");
    assertRefused(lock::downgrade, "free");
    assertFree();
  }

  /** A reader cannot leave as a writer, and is still inside after it tried. */
  @Test
  void writeUnlock_byReader_throwsAndLeavesItReading() {
    lock.readLock();
    assertRefused(lock::writeUnlock, "held by readers: 1");
    assertRefused(lock::downgrade, "held by readers: 1");
    assertThat(lock.readers()).isEqualTo(1);
    lock.readUnlock();
    assertRefused(lock::readUnlock, "free");
    assertFree();
  }

  /** Neither side of a lock that another thread writes under can be left by a stranger. */
  @Test
  void unlock_byStrangerOfTheWriter_throwsAndLeavesItHeld() {
    lock.writeLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertRefused(lock::writeUnlock, "left by " + Thread.currentThread());
            assertRefused(lock::downgrade, "held by writer");
            assertRefused(lock::readUnlock, "held by writer");
          });
    }
    assertRefused(lock::readUnlock, "held by writer");
    assertThat(lock.writeHolder()).isSameAs(Thread.currentThread());
    lock.writeUnlock();
    assertFree();
  }

  /** A reader that waits for the writer is counted but not inside: nobody can leave for it. */
  @Test
  void readUnlock_readerWaitsForTheWriter_throwsAndItStillGetsIn() {
    lock.writeLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            lock.readLock();
            assertThat(lock.readers()).isEqualTo(1);
            lock.readUnlock();
          });
      Crew.until("it is in line", () -> lock.queueLength() == 1);
      Crew.until("it is counted", () -> (lock.stateVolatile() & ReadWriteSpinQueue.READERS) != 0);
      assertRefused(lock::readUnlock, "held by writer");
      lock.writeUnlock();
    }
    assertFree();
  }

  /** The writer that locks again is told so instead of waiting for itself. */
  @Test
  void lock_byWriter_throwsAndLeavesItHeld() {
    lock.writeLock();
    for (ThrowingCallable again :
        new ThrowingCallable[] {lock::writeLock, lock::readLock, lock::readLockNested}) {
      assertThatThrownBy(again)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("held by writer " + Thread.currentThread());
    }
    assertThat(lock.isContended()).isFalse();
    lock.writeUnlock();
    assertFree();
  }

  /** At the limit of readers none is let in, none is lost, and those inside can leave. */
  @Test
  void readLock_tooManyReaders_throwsAndCountsOn() throws Exception {
    ReadWriteSpinLock full = new ReadWriteSpinLock(SpinWait.host(), MOST_READERS);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(full::readLock).hasMessageContaining("too many readers");
      assertThatThrownBy(full::readLockNested).isInstanceOf(IllegalStateException.class);
      assertThat(full.tryReadLock()).isFalse();
      assertThat(full.tryReadLock(1, MILLISECONDS)).isFalse();
    }
    assertThat(full.readers()).isEqualTo(MOST_READERS);
    assertThat(full.isContended()).isFalse();
    assertThat(full.tryWriteLock()).isFalse();
    full.readUnlock();
    full.readLock();
    assertThat(full.readers()).isEqualTo(MOST_READERS);
  }

  /** A timeout of zero or less enters if it can and does not wait if not. */
  @Test
  void timedForms_noTime_tryOnce() throws Exception {
    CountingWait wait = new CountingWait();
    ReadWriteSpinLock held = new ReadWriteSpinLock(wait);
    assertThat(held.tryReadLock(0, SECONDS)).isTrue();
    assertThat(held.tryWriteLock(0, SECONDS)).isFalse();
    held.readUnlock();
    assertThat(held.tryWriteLock(-1, SECONDS)).isTrue();
    assertThat(held.tryReadLock(Long.MIN_VALUE, SECONDS)).isFalse();
    held.writeUnlock();
    assertThat(wait.waits.get()).isZero();
  }

  /** On a lock that stays held the timed forms fail, never early, and leave no trace. */
  @Test
  void timedForms_heldAllTheTime_falseNotEarly() {
    lock.writeLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            long begin = System.nanoTime();
            assertThat(lock.tryReadLock(20, MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
            long again = System.nanoTime();
            assertThat(lock.tryWriteLock(20, MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - again).isGreaterThanOrEqualTo(20_000_000);
          });
    }
    assertThat(lock.isContended()).isFalse();
    lock.writeUnlock();
    assertFree();
  }

  /** While a timed writer waits, readers come and go: it keeps nobody out. */
  @Test
  void timedTryWriteLock_waiting_keepsNoReaderOut() {
    CountingWait wait = new CountingWait();
    ReadWriteSpinLock shared = new ReadWriteSpinLock(wait);
    shared.readLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertThat(shared.tryWriteLock(60, SECONDS)).isTrue();
            shared.writeUnlock();
          });
      Crew.until("it waits beyond the yields", () -> wait.waits.get() > SpinWait.PARK_STEP + 2);
      assertThat(shared.tryReadLock()).isTrue();
      shared.readUnlock();
      shared.readUnlock();
    }
    assertThat(shared.tryWriteLock()).isTrue();
  }

  /** A timed reader gets in when the writer leaves in time. */
  @Test
  void timedTryReadLock_freedMeanwhile_entersIt() {
    CountingWait wait = new CountingWait();
    ReadWriteSpinLock shared = new ReadWriteSpinLock(wait);
    shared.writeLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertThat(shared.tryReadLock(60, SECONDS)).isTrue();
            shared.readUnlock();
          });
      Crew.until("it waits beyond the yields", () -> wait.waits.get() > SpinWait.PARK_STEP + 2);
      shared.writeUnlock();
    }
    assertThat(shared.isReadLocked()).isFalse();
  }

  /** An interrupt before the call ends the timed forms, even if the lock is free. */
  @Test
  void timedForms_interruptedBefore_throw() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.tryReadLock(1, SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.tryWriteLock(0, SECONDS))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertFree();
  }

  /** An interrupt while waiting ends the timed forms; the lock is as if they never asked. */
  @Test
  void timedForms_interruptedWhileWaiting_throw() {
    lock.writeLock();
    for (boolean write : new boolean[] {false, true}) {
      AtomicBoolean waiting = new AtomicBoolean();
      try (Crew crew = new Crew()) {
        Thread waiter =
            crew.start(
                () -> {
                  waiting.set(true);
                  assertThatThrownBy(
                          () -> {
                            boolean unused =
                                write
                                    ? lock.tryWriteLock(60, SECONDS)
                                    : lock.tryReadLock(60, SECONDS);
                          })
                      .isInstanceOf(InterruptedException.class);
                  assertThat(Thread.currentThread().isInterrupted()).isFalse();
                });
        Crew.until("it started", waiting::get);
        waiter.interrupt();
      }
    }
    assertThat(lock.isContended()).isFalse();
    lock.writeUnlock();
    assertFree();
  }

  /** Neither a lock without a way to wait nor a time without a unit. */
  @Test
  void arguments_null_throw() {
    assertThatNullPointerException().isThrownBy(() -> new ReadWriteSpinLock(null));
    assertThatNullPointerException().isThrownBy(() -> lock.tryReadLock(1, null));
    assertThatNullPointerException().isThrownBy(() -> lock.tryWriteLock(1, null));
    assertFree();
  }

  /** A lock that nobody waited for has nothing beside its fields, and they fit into 32 bytes. */
  @Test
  void object_fresh_32Bytes() {
    ReadWriteSpinLock[] locks = new ReadWriteSpinLock[20_000];
    long bytes =
        allocatedBy(
            () -> {
              for (int i = 0; i < locks.length; i++) {
                locks[i] = new ReadWriteSpinLock();
              }
            });
    assertThat(bytes / locks.length).isLessThanOrEqualTo(32);
    assertThat(locks).doesNotContainNull();
  }

  /** Where nobody waits, nothing is allocated. */
  @Test
  void allForms_uncontended_allocateNothing() {
    int rounds = 20_000;
    Runnable passes =
        () -> {
          for (int i = 0; i < rounds; i++) {
            lock.readLock();
            lock.readLockNested();
            lock.readUnlock();
            lock.readUnlock();
            lock.writeLock();
            lock.downgrade();
            lock.readUnlock();
            lock.writeLock();
            lock.writeUnlock();
          }
        };
    passes.run();
    assertThat(allocatedBy(passes)).isLessThan(rounds);
  }

  private static long allocatedBy(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    action.run();
    return threads.getThreadAllocatedBytes(id) - before;
  }

  private static void assertRefused(ThrowingCallable misuse, String state) {
    assertThatThrownBy(misuse)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining(state);
  }

  private void assertFree() {
    assertThat(lock.isWriteLocked()).isFalse();
    assertThat(lock.isReadLocked()).isFalse();
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.queueLength()).isZero();
    assertThat(lock.readers()).isZero();
    assertThat(lock.writeHolder()).isNull();
    assertThat(lock.toString()).contains("[free, 0 waiting]");
    assertThat(lock.tryWriteLock()).isTrue();
    lock.writeUnlock();
  }
}
