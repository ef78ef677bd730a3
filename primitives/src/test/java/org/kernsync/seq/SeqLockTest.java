package org.kernsync.seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.Crew;
import org.kernsync.spin.SpinWait;

/** What one caller sees: sections, the two passes of an adaptive reader, misuse. */
class SeqLockTest {
  private final SeqLock lock = new SeqLock();

  /** A read section is valid unless a write section began or ended within. */
  @Test
  void readRetry_writerMeanwhile_true() {
    int start = lock.readBegin();
    assertThat(lock.readRetry(start)).isFalse();
    lock.writeLock();
    assertThat(lock.isWriteLocked()).isTrue();
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.readRetry(start)).as("writer inside").isTrue();
    lock.writeUnlock();
    assertFree();
    assertThat(lock.readRetry(start)).as("writer was inside").isTrue();
    assertThat(lock.readRetry(lock.readBegin())).isFalse();
  }

  /** Numbers go on past the largest int, past -1 and to 0. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 1, -2, -4})
  void writes_wrapAround_seen(int first) {
    SeqLock wrapping = new SeqLock(SpinWait.host(), first);
    for (int i = 0; i < 4; i++) {
      int start = wrapping.readBegin();
      assertThat(wrapping.readRetry(start)).isFalse();
      wrapping.writeLock();
      assertThat(wrapping.isWriteLocked()).isTrue();
      wrapping.writeUnlock();
      assertThat(wrapping.readRetry(start)).isTrue();
      assertThat(wrapping.readBegin()).isEqualTo(first + 2 * (i + 1));
    }
  }

  /** A writer and a locking reader keep out writers and locking readers, the holder included. */
  @Test
  void tryWriteLock_held_false() {
    assertThat(lock.tryWriteLock()).isTrue();
    assertThat(lock.isWriteLocked()).isTrue();
    assertThat(lock.tryWriteLock()).isFalse();
    assertTriedByAnother(false);
    lock.writeUnlock();
    assertTriedByAnother(true);

    lock.readLockExclusive();
    assertThat(lock.tryWriteLock()).isFalse();
    assertTriedByAnother(false);
    lock.readUnlockExclusive();
    assertTriedByAnother(true);
    assertFree();
  }

  private void assertTriedByAnother(boolean success) {
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertThat(lock.tryWriteLock()).isEqualTo(success);
            if (success) {
              lock.writeUnlock();
            }
          });
    }
  }

  /** A locking reader disturbs no reader that has no lock. */
  @Test
  void readLockExclusive_otherReaders_undisturbed() {
    int before = lock.readBegin();
    lock.readLockExclusive();
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.isWriteLocked()).isFalse();
    int during = lock.readBegin();
    assertThat(lock.readRetry(during)).isFalse();
    lock.readUnlockExclusive();
    assertThat(lock.readRetry(before)).isFalse();
    assertThat(lock.readRetry(during)).isFalse();
  }

  /** An undisturbed adaptive reader takes no lock. */
  @Test
  void adaptive_noWriter_onePassWithoutLock() {
    int start = lock.readBeginOrLock(SeqLock.LOCKLESS);
    assertFree();
    assertThat(lock.needRetry(start)).isFalse();
    lock.doneRetry(start);
    assertFree();
  }

  /** One that a writer disturbed runs again with the lock, and then never a third time. */
  @Test
  void adaptive_writerMeanwhile_secondPassWithLock() {
    int start = lock.readBeginOrLock(SeqLock.LOCKLESS);
    lock.write(() -> {});
    assertThat(lock.needRetry(start)).isTrue();
    lock.doneRetry(start);
    assertFree();

    start = lock.readBeginOrLock(SeqLock.LOCKED);
    assertThat(start).isOdd();
    assertThat(lock.isLocked()).isTrue();
    assertTriedByAnother(false);
    assertThat(lock.needRetry(start)).isFalse();
    lock.doneRetry(start);
    assertThat(lock.needRetry(start)).isFalse();
    assertFree();
  }

  /** Reading in one's own write section, in any way, throws; the section can go on and end. */
  @Test
  void read_ownWriteSection_throwsInsteadOfHanging() {
    lock.writeLock();
    assertOwnSection(lock::readBegin);
    assertOwnSection(() -> lock.readBeginOrLock(SeqLock.LOCKLESS));
    assertOwnSection(() -> lock.read(() -> "never"));
    assertOwnSection(() -> lock.readInt(() -> 1));
    assertOwnSection(() -> lock.readLong(() -> 1));
    assertOwnSection(() -> lock.readDouble(() -> 1));
    assertHolder(() -> lock.readBeginOrLock(SeqLock.LOCKED));
    assertHolder(lock::readLockExclusive);
    assertHolder(lock::writeLock);
    assertThat(lock.isWriteLocked()).isTrue();
    lock.writeUnlock();
    assertFree();
    assertThat(lock.readLong(() -> 5)).isEqualTo(5);
  }

  private static void assertOwnSection(Runnable read) {
    assertHolder(read);
    assertThatThrownBy(read::run).hasMessageContaining("own write section of SeqLock@");
  }

  private static void assertHolder(Runnable take) {
    assertThatThrownBy(take::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("held by " + Thread.currentThread());
  }

  /** In one's own locking read section reading goes on, writing throws. */
  @Test
  void write_ownReadSection_throws() {
    lock.readLockExclusive();
    assertThat(lock.readRetry(lock.readBegin())).isFalse();
    assertThat(lock.readInt(() -> 3)).isEqualTo(3);
    assertThatThrownBy(lock::writeLock).isInstanceOf(IllegalStateException.class);
    assertThat(lock.isWriteLocked()).isFalse();
    lock.readUnlockExclusive();
    assertFree();
  }

  /** Only the holder ends a section, each kind in its own way; a refusal changes nothing. */
  @Test
  void unlock_misused_throwsAndChangesNothing() {
    assertMisuse(lock::writeUnlock);
    assertMisuse(lock::readUnlockExclusive);
    assertMisuse(() -> lock.doneRetry(SeqLock.LOCKED));
    int start = lock.readBegin();
    lock.readLockExclusive();
    assertMisuse(lock::writeUnlock);
    try (Crew crew = new Crew()) {
      crew.start(() -> assertMisuse(lock::readUnlockExclusive));
    }
    assertThat(lock.isLocked()).isTrue();
    lock.readUnlockExclusive();
    assertThat(lock.readRetry(start)).isFalse();

    lock.writeLock();
    assertMisuse(lock::readUnlockExclusive);
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertMisuse(lock::writeUnlock);
            assertMisuse(lock::readUnlockExclusive);
          });
    }
    assertThat(lock.isWriteLocked()).isTrue();
    lock.writeUnlock();
    assertFree();
  }

  private void assertMisuse(Runnable unlock) {
    assertThatThrownBy(unlock::run)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("by " + Thread.currentThread())
        .hasMessageContaining("SeqLock@");
  }

  /** A write section given as a function ends also if it throws. */
  @Test
  void write_throws_sectionEnds() {
    int start = lock.readBegin();
    assertThatThrownBy(
            () ->
                lock.write(
                    () -> {
                      assertThat(lock.isWriteLocked()).isTrue();
                      throw new ArithmeticException("half way");
                    }))
        .hasMessage("half way");
    assertFree();
    assertThat(lock.readRetry(start)).isTrue();
  }

  /** A reader that finds a writer inside spins a little, then sleeps in line, and is woken. */
  @Test
  void readBegin_writerInside_waitsInLine() {
    HookedWait wait = new HookedWait();
    SeqLock shared = new SeqLock(wait);
    AtomicInteger begun = new AtomicInteger();
    shared.writeLock();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 4; i++) {
        crew.start(
            () -> {
              assertThat(shared.readBegin()).isEqualTo(2);
              begun.incrementAndGet();
            });
        crew.start(
            () -> {
              assertThat(shared.readLong(() -> 7)).isEqualTo(7);
              begun.incrementAndGet();
            });
      }
      Crew.until("all are in line", () -> shared.toString().contains("8 waiting"));
      Crew.until("they sleep", () -> wait.parks.get() > 16);
      assertThat(begun.get()).isZero();
      assertThat(shared.toString()).contains("writer inside");
      int spins = 8 * (SpinWait.YIELD_STEP + SpinWait.PARK_STEP);
      assertThat(wait.pauses.get()).as("pauses and yields").isLessThanOrEqualTo(spins);
      shared.writeUnlock();
    }
    assertThat(begun.get()).isEqualTo(8);
    assertThat(shared.readBegin()).as("readers change nothing").isEqualTo(2);
    assertThat(shared.isLocked()).isFalse();
  }

  /** Nothing can be made of null. */
  @Test
  void null_throws() {
    assertThatNullPointerException().isThrownBy(() -> new SeqLock(null));
    assertThatNullPointerException().isThrownBy(() -> lock.read(null));
    assertThatNullPointerException().isThrownBy(() -> lock.readInt(null));
    assertThatNullPointerException().isThrownBy(() -> lock.readLong(null));
    assertThatNullPointerException().isThrownBy(() -> lock.readDouble(null));
    assertThatNullPointerException().isThrownBy(() -> lock.write(null));
    assertFree();
  }

  private void assertFree() {
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.isWriteLocked()).isFalse();
    assertThat(lock.toString()).contains("no writer").contains("free");
  }
}
