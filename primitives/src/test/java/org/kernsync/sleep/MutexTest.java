package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitParked;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.WaitNode;
import org.kernsync.wait.RacingThreads;

class MutexTest {
  private static final long SECONDS_10 = 10_000_000_000L;

  private final Mutex mutex = new Mutex();
  private final RacingThreads threads = RacingThreads.platform();

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  @Test
  void lock_free_isHeldUntilUnlock() {
    mutex.lock();
    assertThat(mutex.isLocked()).isTrue();
    assertThat(mutex.isHeldByCurrentThread()).isTrue();
    mutex.unlock();
    assertThat(mutex.isLocked()).isFalse();
    assertThat(mutex.isHeldByCurrentThread()).isFalse();
  }

  @Test
  void tryLock_heldByAnother_failsAtOnce() {
    holdElsewhere(new AtomicBoolean());
    assertThat(mutex.tryLock()).isFalse();
    assertThat(mutex.isHeldByCurrentThread()).isFalse();
  }

  @Test
  void lock_recursive_throwsAndStaysHeld() throws Exception {
    mutex.lock();
    assertThatThrownBy(mutex::lock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("recursive")
        .hasMessageContaining(Thread.currentThread().getName());
    assertThatThrownBy(mutex::lockInterruptibly).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> mutex.tryLock(1, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class);
    assertThat(mutex.tryLock()).isFalse();
    assertThat(mutex.isHeldByCurrentThread()).isTrue();
    mutex.unlock();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void unlock_free_throwsAndStaysUsable() {
    assertThatThrownBy(mutex::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("[free");
    mutex.lock();
    mutex.unlock();
    assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void unlock_byStranger_throwsAndLeavesItHeld() {
    AtomicBoolean release = new AtomicBoolean();
    Thread holder = holdElsewhere(release);
    assertThatThrownBy(mutex::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining(holder.getName());
    assertThat(mutex.isLocked()).isTrue();
    release.set(true);
    threads.join();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void lock_whileWaiting_ignoresInterruptAndKeepsFlag() {
    mutex.lock();
    Thread waiter =
        threads.start(
            () -> {
              mutex.lock();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              mutex.unlock();
            });
    awaitQueued(1);
    waiter.interrupt();
    awaitParked(waiter);
    assertThat(mutex.getQueueLength()).isEqualTo(1);
    mutex.unlock();
    threads.join();
  }

  @Test
  void lockInterruptibly_interruptedBefore_throwsEvenIfFree() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(mutex::lockInterruptibly).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void lockInterruptibly_interruptedWhileWaiting_leavesNoTrace() {
    mutex.lock();
    Thread waiter =
        threads.start(
            () -> {
              assertThatThrownBy(mutex::lockInterruptibly).isInstanceOf(InterruptedException.class);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
              assertThat(mutex.isHeldByCurrentThread()).isFalse();
            });
    awaitQueued(1);
    waiter.interrupt();
    threads.join();
    assertThat(mutex.getQueueLength()).isZero();
    assertThat(mutex.hasQueuedThreads()).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void tryLockTimed_held_failsNotBeforeTheTimeout() throws Exception {
    holdElsewhere(new AtomicBoolean());
    for (long micros : new long[] {1, 100, 5_000}) {
      long begin = System.nanoTime();
      assertThat(mutex.tryLock(micros, TimeUnit.MICROSECONDS)).isFalse();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(micros * 1_000);
    }
    assertThat(mutex.getQueueLength()).isZero();
  }

  @Test
  void tryLockTimed_zeroOrNegative_doesNotWait() throws Exception {
    assertThat(mutex.tryLock(0, TimeUnit.SECONDS)).isTrue();
    mutex.unlock();
    holdElsewhere(new AtomicBoolean());
    assertThat(mutex.tryLock(0, TimeUnit.SECONDS)).isFalse();
    assertThat(mutex.tryLock(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
  }

  @Test
  void tryLockTimed_interrupted_throws() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> mutex.tryLock(1, TimeUnit.DAYS))
        .isInstanceOf(InterruptedException.class);
    assertThat(mutex.isLocked()).isFalse();
    mutex.lock();
    Thread waiter =
        threads.start(
            () ->
                assertThatThrownBy(() -> mutex.tryLock(1, TimeUnit.DAYS))
                    .isInstanceOf(InterruptedException.class));
    awaitQueued(1);
    waiter.interrupt();
    threads.join();
    assertThat(mutex.getQueueLength()).isZero();
  }

  @Test
  void tryLockTimed_freedInTime_locks() {
    mutex.lock();
    threads.start(
        () -> {
          assertThat(mutex.tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
          mutex.unlock();
        });
    awaitQueued(1);
    mutex.unlock();
    threads.join();
  }

  @Test
  void unlock_sleepersQueued_servesThemInOrder() {
    List<Integer> served = new ArrayList<>(); // guarded by the mutex
    mutex.lock();
    for (int i = 0; i < 8; i++) {
      int number = i;
      threads.start(
          () -> {
            mutex.lock();
            served.add(number);
            mutex.unlock();
          });
      awaitQueued(i + 1);
    }
    mutex.unlock();
    threads.join();
    assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  /** The inner steps of unlock and lock, so that the woken thread surely finds the lock taken. */
  @Test
  void unlock_firstHasLostForAMillisecond_handsOver() {
    AtomicBoolean release = new AtomicBoolean();
    mutex.lock();
    threads.start(
        () -> {
          mutex.lock();
          awaitTrue("told to unlock", release::get);
          mutex.unlock();
        });
    awaitQueued(1);
    long begin = System.nanoTime();
    int demandAtRest = mutex.demandOpaque();
    while (mutex.demandOpaque() == demandAtRest) {
      assertThat(System.nanoTime() - begin).as("time without a hand-over").isLessThan(SECONDS_10);
      mutex.setStateFreeRelease();
      assertThat(mutex.tryLock()).isTrue();
      mutex.wakeFirst();
      awaitTrue("the sleeper has lost", () -> mutex.demandOpaque() != 0);
    }
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(1_000_000);
    mutex.unlock();
    assertThat(mutex.tryLock()).isFalse(); // it has never been free
    assertThat(mutex.getQueueLength()).isZero();
    release.set(true);
    threads.join();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void leave_firstOfTheQueueInterrupted_wakesTheNextLater() {
    mutex.lock();
    Thread first =
        threads.start(
            () ->
                assertThatThrownBy(mutex::lockInterruptibly)
                    .isInstanceOf(InterruptedException.class));
    awaitQueued(1);
    threads.start(
        () -> {
          mutex.lock();
          mutex.unlock();
        });
    awaitQueued(2);
    first.interrupt();
    awaitQueued(1);
    mutex.unlock();
    threads.join();
  }

  @Test
  void lock_strayPermits_doNotOpenIt() {
    mutex.lock();
    AtomicBoolean in = new AtomicBoolean();
    Thread waiter =
        threads.start(
            () -> {
              mutex.lock();
              in.set(true);
              mutex.unlock();
            });
    awaitQueued(1);
    for (int i = 0; i < 100; i++) {
      LockSupport.unpark(waiter);
      awaitParked(waiter);
    }
    assertThat(in).isFalse();
    mutex.unlock();
    threads.join();
  }

  /** A holder that runs on is not watched for ever: who waits for it goes to sleep. */
  @Test
  void lock_holderRunsOn_sleepsInTheEnd() {
    AtomicBoolean release = new AtomicBoolean();
    threads.start(
        () -> {
          mutex.lock();
          while (!release.get()) {
            Thread.onSpinWait();
          }
          mutex.unlock();
        });
    awaitTrue("the holder holds", mutex::isLocked);
    try {
      threads.start(
          () -> {
            mutex.lock();
            mutex.unlock();
          });
      threads.start(
          () -> {
            assertThat(mutex.tryLock(SECONDS_10, TimeUnit.NANOSECONDS)).isTrue();
            mutex.unlock();
          });
      awaitQueued(2);
    } finally {
      release.set(true);
    }
    threads.join();
  }

  @Test
  void lock_holderDied_staysLockedAndNamesIt() throws Exception {
    Thread dead = threads.start(mutex::lock);
    threads.join();
    assertThat(mutex.isLocked()).isTrue();
    assertThat(mutex.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(mutex.toString()).contains(dead.getName()).contains("has ended");
    assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void lock_noMemoryForANode_stillLocks() throws Exception {
    AtomicBoolean release = new AtomicBoolean();
    holdElsewhere(release);
    WaitNode.starve(Thread.currentThread());
    try {
      assertThat(mutex.tryLock(2, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(mutex.getQueueLength()).isZero();
      Thread.currentThread().interrupt();
      assertThatThrownBy(mutex::lockInterruptibly).isInstanceOf(InterruptedException.class);
      threads.start(() -> release.set(true));
      mutex.lock();
    } finally {
      WaitNode.starve(null);
    }
    assertThat(mutex.isHeldByCurrentThread()).isTrue();
    mutex.unlock();
    threads.join();
  }

  @Test
  void toString_showsHolderAndWaiters() {
    assertThat(mutex.toString()).startsWith("Mutex@").endsWith("[free, 0 waiting]");
    mutex.lock();
    threads.start(
        () -> {
          mutex.lock();
          mutex.unlock();
        });
    awaitQueued(1);
    assertThat(mutex.toString())
        .contains("held by " + Thread.currentThread())
        .endsWith("1 waiting]");
    mutex.unlock();
    threads.join();
  }

  private void awaitQueued(int count) {
    awaitTrue(count + " threads queue", () -> mutex.getQueueLength() == count);
  }

  private Thread holdElsewhere(AtomicBoolean release) {
    Thread holder =
        threads.start(
            () -> {
              mutex.lock();
              while (!release.get() && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(100_000);
              }
              mutex.unlock();
            });
    awaitTrue("the holder holds", mutex::isLocked);
    return holder;
  }
}
