package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** What one caller sees: states, queries, misuse. */
class TicketSpinLockTest {
  private final TicketSpinLock lock = new TicketSpinLock();

  /** A new lock is free; lock makes it held, unlock free again. */
  @Test
  void lockUnlock_free_heldAndFreeAgain() {
    assertFree();
    lock.lock();
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.queueLength()).isZero();
    assertThat(lock.holder()).isSameAs(Thread.currentThread());
    lock.unlock();
    assertFree();
  }

  /** tryLock takes a free lock and refuses a held one, to its holder and to others. */
  @Test
  void tryLock_freeAndHeld_takesOnlyTheFree() throws Exception {
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.tryLock()).isFalse();
    try (Crew crew = new Crew()) {
      crew.start(() -> assertThat(lock.tryLock()).isFalse());
    }
    lock.unlock();
    assertFree();
    assertThat(lock.tryLock()).isTrue();
    lock.unlock();
  }

  /** A waiting thread makes the lock contended, and shows in its length and its text. */
  @Test
  void queries_oneWaiter_shown() throws Exception {
    lock.lock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            lock.lock();
            lock.unlock();
          });
      Crew.until("one waits", () -> lock.queueLength() == 1);
      assertThat(lock.isContended()).isTrue();
      assertThat(lock.toString())
          .contains("held by " + Thread.currentThread())
          .contains("1 waiting");
      lock.unlock();
    }
    assertFree();
  }

  /** A thread that does not hold the lock cannot unlock it, and breaks nothing by trying. */
  @Test
  void unlock_byStranger_throwsAndLeavesItHeld() throws Exception {
    lock.lock();
    try (Crew crew = new Crew()) {
      crew.start(
          () ->
              assertThatThrownBy(lock::unlock)
                  .isInstanceOf(IllegalMonitorStateException.class)
                  .hasMessageContaining("unlock by " + Thread.currentThread())
                  .hasMessageContaining("held by"));
    }
    assertThat(lock.holder()).isSameAs(Thread.currentThread());
    lock.unlock();
    assertFree();
  }

  /** Between taking the lock and saying who, the former holder is no holder: a double unlock. */
  @Test
  void unlock_takenButNotYetNamed_throwsForFormerHolder() {
    lock.lock();
    lock.unlock();
    assertThat(lock.takeIfFree()).isTrue(); // as another thread would, up to where it says who
    assertThat(lock.holder()).isNull();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.tryLock()).isFalse();
  }

  /** A free lock names nobody, and the one who comes next is named, former holder or not. */
  @Test
  void holder_takesTurns_namesTheOneInside() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Crew crew = new Crew()) {
        crew.start(
            () -> {
              lock.lock();
              assertThat(lock.holder()).isSameAs(Thread.currentThread());
              lock.unlock();
              assertThat(lock.holder()).isNull();
            });
        crew.join();
      }
      lock.lock();
      assertThat(lock.holder()).isSameAs(Thread.currentThread());
      lock.unlock();
      assertThat(lock.holder()).isNull();
    }
  }

  /** Unlocking a free lock, or twice, throws; the lock stays usable. */
  @Test
  void unlock_free_throwsAndLeavesItFree() {
    assertThatThrownBy(lock::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("free");
    lock.lock();
    lock.unlock();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    assertFree();
    lock.lock();
    lock.unlock();
  }

  /** Locking twice throws instead of waiting for oneself, and takes no ticket. */
  @Test
  void lock_byHolder_throwsAndLeavesItHeld() {
    lock.lock();
    assertThatThrownBy(lock::lock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("held by " + Thread.currentThread());
    assertThat(lock.isContended()).isFalse();
    lock.unlock();
    assertFree();
  }

  /** A timeout of zero or less takes a free lock and does not wait for a held one. */
  @Test
  void timedTryLock_noTime_triesOnce() throws Exception {
    CountingWait wait = new CountingWait();
    TicketSpinLock held = new TicketSpinLock(wait);
    assertThat(held.tryLock(0, SECONDS)).isTrue();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertThat(held.tryLock(0, SECONDS)).isFalse();
            assertThat(held.tryLock(-1, SECONDS)).isFalse();
            assertThat(held.tryLock(Long.MIN_VALUE, SECONDS)).isFalse();
          });
    }
    assertThat(wait.waits.get()).isZero();
    held.unlock();
  }

  /** On a held lock the timed form fails, never before the time, and leaves no trace. */
  @Test
  void timedTryLock_heldAllTheTime_falseNotEarly() throws Exception {
    lock.lock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            long begin = System.nanoTime();
            assertThat(lock.tryLock(30, MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(30_000_000);
          });
    }
    assertThat(lock.queueLength()).isZero();
    lock.unlock();
    assertFree();
  }

  /** The timed form gets a lock that becomes free in time. */
  @Test
  void timedTryLock_freedMeanwhile_takesIt() throws Exception {
    CountingWait wait = new CountingWait();
    TicketSpinLock shared = new TicketSpinLock(wait);
    shared.lock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertThat(shared.tryLock(60, SECONDS)).isTrue();
            shared.unlock();
          });
      Crew.until("it waits beyond the yields", () -> wait.waits.get() > SpinWait.PARK_STEP + 2);
      shared.unlock();
    }
    assertThat(shared.isLocked()).isFalse();
  }

  /** An interrupt before the call ends the timed form, even if the lock is free. */
  @Test
  void timedTryLock_interruptedBefore_throws() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.tryLock(1, SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertFree();
  }

  /** An interrupt while waiting ends the timed form; the lock is as if it never asked. */
  @Test
  void timedTryLock_interruptedWhileWaiting_throws() throws Exception {
    lock.lock();
    AtomicBoolean waiting = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      Thread waiter =
          crew.start(
              () -> {
                waiting.set(true);
                assertThatThrownBy(() -> lock.tryLock(60, SECONDS))
                    .isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
              });
      Crew.until("it started", waiting::get);
      waiter.interrupt();
    }
    assertThat(lock.queueLength()).isZero();
    lock.unlock();
    assertFree();
  }

  /** A lock cannot be made without a way to wait. */
  @Test
  void constructor_null_throws() {
    assertThatNullPointerException().isThrownBy(() -> new TicketSpinLock(null));
  }

  private void assertFree() {
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.queueLength()).isZero();
    assertThat(lock.holder()).isNull();
    assertThat(lock.toString()).contains("free");
  }
}
