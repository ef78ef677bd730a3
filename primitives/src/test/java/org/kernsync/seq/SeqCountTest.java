package org.kernsync.seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.Crew;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.SpinWait;
import org.kernsync.spin.TicketSpinLock;

/** What one caller sees: numbers, misuse, guards, and how a reader waits. */
class SeqCountTest {
  private final SeqCount count = new SeqCount();

  /** A read section that no writer disturbs is valid, also when asked twice. */
  @Test
  void readRetry_noWriter_false() {
    int start = count.readBegin();
    assertThat(start).isEven();
    assertThat(count.readRetry(start)).isFalse();
    assertThat(count.readRetry(start)).isFalse();
  }

  /** A write section that begins, or begins and ends, within a read section makes it run again. */
  @Test
  void readRetry_writerMeanwhile_true() {
    int start = count.readBegin();
    count.writeBegin();
    assertThat(count.readRetry(start)).as("writer inside").isTrue();
    count.writeEnd();
    assertThat(count.readRetry(start)).as("writer was inside").isTrue();
    assertThat(count.readRetry(count.readBegin())).isFalse();
  }

  /** The forms that do not wait say that a writer is inside, each in its way. */
  @Test
  void rawForms_writerInside_neverValid() {
    count.writeBegin();
    assertThat(count.tryReadBegin()).isEqualTo(SeqCount.BUSY);
    assertThat(count.rawRead()).isOdd();
    int start = count.rawReadBegin();
    assertThat(start).isEven();
    assertThat(count.readRetry(start)).isTrue();
    count.writeEnd();
    assertThat(count.readRetry(start)).isTrue();
  }

  /** Without a writer the forms that do not wait begin as readBegin does. */
  @Test
  void rawForms_noWriter_sameStart() {
    count.writeBegin();
    count.writeEnd();
    int start = count.readBegin();
    assertThat(count.tryReadBegin()).isEqualTo(start);
    assertThat(count.rawReadBegin()).isEqualTo(start);
    assertThat(count.rawRead()).isEqualTo(start);
  }

  /** Numbers go on past the largest int, past -1 and to 0; no step is taken for no step. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 1, -2, -4})
  void writes_wrapAround_seen(int first) {
    SeqCount wrapping = new SeqCount(null, SpinWait.host(), first);
    for (int i = 0; i < 4; i++) {
      int start = wrapping.readBegin();
      assertThat(start).isEqualTo(first + 2 * i);
      assertThat(wrapping.readRetry(start)).isFalse();
      wrapping.writeBegin();
      assertThat(wrapping.tryReadBegin()).isEqualTo(SeqCount.BUSY);
      assertThat(wrapping.readRetry(wrapping.rawReadBegin())).isTrue();
      wrapping.writeEnd();
      assertThat(wrapping.readRetry(start)).isTrue();
    }
  }

  /** invalidate makes a reader run again and lets the next one begin, in a section and outside. */
  @Test
  void invalidate_readerInside_mustRetry() {
    int start = count.readBegin();
    count.invalidate();
    assertThat(count.readRetry(start)).isTrue();
    assertThat(count.readRetry(count.readBegin())).isFalse();

    count.writeBegin();
    count.invalidate();
    assertThat(count.tryReadBegin()).as("the section goes on").isEqualTo(SeqCount.BUSY);
    count.writeEnd();
    assertThat(count.tryReadBegin()).isEven();
  }

  /** writeBarrier makes a reader run again and leaves no writer inside. */
  @Test
  void writeBarrier_readerInside_mustRetry() {
    int start = count.readBegin();
    count.writeBarrier();
    assertThat(count.readRetry(start)).isTrue();
    assertThat(count.readRetry(count.readBegin())).isFalse();
  }

  /** A section that was not begun cannot end; the counter is as it was. */
  @Test
  void writeEnd_noSection_throwsAndChangesNothing() {
    int start = count.readBegin();
    assertThatThrownBy(count::writeEnd)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("no writer");
    assertThat(count.readRetry(start)).isFalse();
    count.writeBegin();
    count.writeEnd();
  }

  /** A section cannot begin, nor a barrier pass, in a section; that one can still end. */
  @Test
  void writeBegin_inSection_throwsAndChangesNothing() {
    count.writeBegin();
    int number = count.rawRead();
    assertThatThrownBy(count::writeBegin)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("writer inside");
    assertThatThrownBy(count::writeBarrier).isInstanceOf(IllegalStateException.class);
    assertThat(count.rawRead()).isEqualTo(number);
    count.writeEnd();
    assertThat(count.readRetry(count.readBegin())).isFalse();
  }

  /** A reader that finds a writer inside spins, yields, then naps until the writer has left. */
  @Test
  void readBegin_writerInside_napsUntilItLeft() {
    HookedWait wait = new HookedWait();
    SeqCount shared = new SeqCount(wait);
    wait.atPark =
        () -> {
          if (wait.parks.get() == 12) {
            shared.writeEnd(); // the writer is another thread that happens to run now
          }
        };
    shared.writeBegin();
    int start = shared.readBegin();
    assertThat(start).isEven();
    assertThat(shared.readRetry(start)).isFalse();
    assertThat(wait.pauses.get()).isEqualTo(SpinWait.PARK_STEP);
    assertThat(wait.parks.get()).isEqualTo(12);
    assertThat(wait.blocker).as("what thread dumps show").isSameAs(shared);
    assertThat(wait.longestNanos).isEqualTo(2_560_000);
  }

  /** An interrupt does not end the wait of a reader, does not make it spin, and is not lost. */
  @Test
  void readBegin_interrupted_napsOnAndKeepsTheFlag() {
    HookedWait wait = new HookedWait();
    SeqCount shared = new SeqCount(wait);
    wait.atPark =
        () -> {
          if (wait.parks.get() == 1) {
            Thread.currentThread().interrupt();
          } else {
            assertThat(Thread.currentThread().isInterrupted()).as("naps would be short").isFalse();
            shared.writeEnd();
          }
        };
    shared.writeBegin();
    shared.readBegin();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(wait.parks.get()).isEqualTo(2);
  }

  /** What a hook throws comes out of readBegin, and the interrupt that it met is not lost. */
  @Test
  void readBegin_hookThrows_passedOn() {
    HookedWait wait = new HookedWait();
    SeqCount shared = new SeqCount(wait);
    wait.atPark =
        () -> {
          if (wait.parks.get() == 1) {
            Thread.currentThread().interrupt();
          } else {
            throw new UnsupportedOperationException("by the hook");
          }
        };
    shared.writeBegin();
    assertThatThrownBy(shared::readBegin).hasMessage("by the hook");
    assertThat(Thread.interrupted()).isTrue();
    shared.writeEnd();
    assertThat(shared.readBegin()).isEven();
  }

  /** With a mutex, whoever does not hold it cannot write, also while another holds it. */
  @Test
  void writeBegin_mutexNotHeld_throwsAndChangesNothing() {
    Mutex mutex = new Mutex();
    SeqCount guarded = SeqCount.guardedBy(mutex);
    assertRefused(guarded);
    mutex.lock();
    try (Crew crew = new Crew()) {
      crew.start(() -> assertRefused(guarded));
    }
    assertAllowed(guarded);
    mutex.unlock();
    assertRefused(guarded);
    assertThat(guarded.toString()).contains("guarded by Mutex");
  }

  /** With a ticket lock, which knows its holder, likewise. */
  @Test
  void writeBegin_ticketLockNotHeld_throwsAndChangesNothing() {
    TicketSpinLock lock = new TicketSpinLock();
    SeqCount guarded = SeqCount.guardedBy(lock);
    assertRefused(guarded);
    lock.lock();
    try (Crew crew = new Crew()) {
      crew.start(() -> assertRefused(guarded));
    }
    assertAllowed(guarded);
    lock.unlock();
    assertRefused(guarded);
  }

  /** Any lock will do that can tell whether the caller holds it: a monitor, a lock of the JDK. */
  @Test
  void writeBegin_anyLock_asked() {
    Object monitor = new Object();
    SeqCount byMonitor =
        SeqCount.guardedBy(monitor, () -> Thread.holdsLock(monitor), SpinWait.host());
    assertRefused(byMonitor);
    synchronized (monitor) {
      assertAllowed(byMonitor);
    }
    ReentrantLock lock = new ReentrantLock();
    SeqCount byLock = SeqCount.guardedBy(lock, lock::isHeldByCurrentThread, SpinWait.host());
    assertRefused(byLock);
    lock.lock();
    assertAllowed(byLock);
    lock.unlock();
  }

  /** A spinlock that only knows whether it is held is taken at its word. */
  @Test
  void writeBegin_spinLockWithoutHolder_isLockedDecides() {
    AnonymousLock lock = new AnonymousLock();
    SeqCount guarded = SeqCount.guardedBy(lock);
    assertRefused(guarded);
    lock.lock();
    assertAllowed(guarded);
    lock.unlock();
  }

  /** The end of a section does not ask for the lock: no section may stay open. */
  @Test
  void writeEnd_lockGivenBackTooEarly_endsTheSection() {
    Mutex mutex = new Mutex();
    SeqCount guarded = SeqCount.guardedBy(mutex);
    mutex.lock();
    guarded.writeBegin();
    mutex.unlock();
    guarded.writeEnd();
    assertThat(guarded.tryReadBegin()).isEven();
  }

  /** A writer that reads in its own section is told, where the lock can tell. */
  @Test
  void readBegin_ownSection_throwsInsteadOfHanging() {
    TicketSpinLock lock = new TicketSpinLock();
    SeqCount guarded = SeqCount.guardedBy(lock);
    lock.lock();
    guarded.writeBegin();
    assertThatThrownBy(guarded::readBegin)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own write section");
    guarded.writeEnd();
    assertThat(guarded.readRetry(guarded.readBegin())).isFalse();
    lock.unlock();
  }

  /** The text says what a stuck reader wants to know. */
  @Test
  void toString_writerInside_said() {
    assertThat(count.toString()).contains("[0, no writer]");
    count.writeBegin();
    assertThat(count.toString()).contains("[1, writer inside]");
  }

  /** Nothing can be made of null. */
  @Test
  void factories_null_throw() {
    assertThatNullPointerException().isThrownBy(() -> new SeqCount(null));
    assertThatNullPointerException().isThrownBy(() -> SeqCount.guardedBy((Mutex) null));
    assertThatNullPointerException().isThrownBy(() -> SeqCount.guardedBy((TicketSpinLock) null));
    assertThatNullPointerException()
        .isThrownBy(() -> SeqCount.guardedBy(this, null, SpinWait.host()));
  }

  private static void assertRefused(SeqCount guarded) {
    int number = guarded.rawRead();
    assertThatThrownBy(guarded::writeBegin)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("writeBegin by " + Thread.currentThread());
    assertThatThrownBy(guarded::invalidate).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(guarded::writeBarrier).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(guarded.rawRead()).isEqualTo(number);
  }

  private static void assertAllowed(SeqCount guarded) {
    int start = guarded.readBegin();
    guarded.writeBegin();
    guarded.writeEnd();
    guarded.invalidate();
    guarded.writeBarrier();
    assertThat(guarded.readBegin()).isEqualTo(start + 6);
  }
}
