package org.kernsync.sleep;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitParked;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.kernsync.internal.WaitNode;
import org.kernsync.wait.RacingThreads;

/** What each {@link OwnerCondition} does. */
abstract class ConditionContract {
  private final RacingThreads threads = RacingThreads.platform();
  private final OwnedLock owned;
  private final Lock lock;
  private final Condition condition;
  private final List<Integer> passed = new ArrayList<>(); // guarded by lock
  private int waiting; // guarded by lock

  ConditionContract(OwnedLock owned) {
    this.owned = owned;
    lock = owned.lock();
    condition = lock.newCondition();
  }

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  @Test
  void condition_lockNotHeld_everyMethodThrows() {
    assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(condition::awaitUninterruptibly)
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(() -> condition.awaitNanos(1))
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(() -> condition.await(1, TimeUnit.SECONDS))
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(() -> condition.awaitUntil(new Date()))
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void signal_threeWait_passesOneInOrderEach() {
    startWaiters(3);
    for (int i = 1; i <= 3; i++) {
      int count = i;
      withLock(condition::signal);
      awaitTrue(count + " passed", () -> passedCount() == count);
    }
    threads.join();
    assertThat(passed).containsExactly(0, 1, 2);
  }

  @Test
  void signalAll_threeWait_passesAllInOrder() {
    startWaiters(3);
    withLock(condition::signalAll);
    threads.join();
    assertThat(passed).containsExactly(0, 1, 2);
  }

  @Test
  void signal_signallerStillHolds_waiterDoesNotReturn() {
    startWaiters(1);
    lock.lock();
    condition.signal();
    assertThat(owned.hasWaiters().getAsBoolean()).isTrue(); // moved over, not woken
    assertThat(passed).isEmpty();
    lock.unlock();
    threads.join();
    assertThat(passed).containsExactly(0);
  }

  @Test
  void await_interrupted_throwsHoldingTheLock() {
    Thread waiter =
        threads.start(
            () -> {
              lock.lock();
              waiting++;
              assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
              assertThat(isOwned()).isTrue();
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
              lock.unlock();
            });
    awaitWaiting(1);
    waiter.interrupt();
    threads.join();
    withLock(condition::signal); // finds nobody
  }

  @Test
  void await_interruptedBefore_throwsWithoutUnlocking() {
    lock.lock();
    Thread.currentThread().interrupt();
    assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
    assertThat(isOwned()).isTrue();
  }

  @Test
  void awaitUninterruptibly_interrupted_staysAndKeepsFlag() {
    Thread waiter =
        threads.start(
            () -> {
              lock.lock();
              waiting++;
              condition.awaitUninterruptibly();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              passed.add(0);
              lock.unlock();
            });
    awaitWaiting(1);
    awaitParked(waiter);
    waiter.interrupt();
    awaitTrue("the interrupt is taken", () -> !waiter.isInterrupted());
    awaitParked(waiter);
    withLock(() -> assertThat(passed).isEmpty());
    withLock(condition::signal);
    threads.join();
  }

  @Test
  void awaitTimed_nobodySignals_returnsNotBeforeTheTimeout() throws Exception {
    lock.lock();
    long begin = System.nanoTime();
    assertThat(condition.awaitNanos(2_000_000)).isNotPositive();
    assertThat(condition.await(2, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(4_000_000);
    long until = System.currentTimeMillis() + 5;
    assertThat(condition.awaitUntil(new Date(until))).isFalse();
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(until);
    assertThat(condition.await(0, TimeUnit.SECONDS)).isFalse();
    assertThat(condition.awaitNanos(-1)).isNegative();
    assertThat(isOwned()).isTrue();
  }

  /** A time that is over is over, however long ago: no sum with the clock makes it one to come. */
  @Test
  void awaitTimed_timeLongOver_returnsAtOnce() {
    threads.start(
        () -> {
          lock.lock();
          for (long over : new long[] {0, -1, Long.MIN_VALUE + 1, Long.MIN_VALUE}) {
            assertThat(condition.await(over, NANOSECONDS)).isFalse();
            assertThat(condition.awaitNanos(over)).isLessThanOrEqualTo(over);
            assertThat(condition.awaitUntil(new Date(over))).isFalse();
          }
          lock.unlock();
        });
    threads.join();
    assertThat(lock.tryLock()).isTrue();
  }

  @Test
  void awaitTimed_signalled_returnsTrueWithTimeLeft() {
    threads.start(
        () -> {
          lock.lock();
          waiting++;
          assertThat(condition.awaitNanos(TimeUnit.HOURS.toNanos(1))).isPositive();
          waiting++;
          assertThat(condition.await(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
          waiting++;
          assertThat(condition.awaitUntil(new Date(Long.MAX_VALUE))).isTrue();
          lock.unlock();
        });
    for (int i = 1; i <= 3; i++) {
      awaitWaiting(i);
      withLock(condition::signal);
    }
    threads.join();
  }

  @Test
  void await_noMemoryForANode_throwsHoldingTheLock() {
    lock.lock();
    WaitNode.starve(Thread.currentThread());
    try {
      assertThatThrownBy(condition::await).isInstanceOf(OutOfMemoryError.class);
    } finally {
      WaitNode.starve(null);
    }
    assertThat(isOwned()).isTrue();
    condition.signal();
  }

  @Test
  void awaitTimed_nobodySignals_leavesNoTrace() throws Exception {
    lock.lock();
    for (int i = 0; i < 100; i++) {
      condition.awaitNanos(100);
    }
    assertThat(((OwnerCondition) condition).listed()).isZero();
  }

  /** A thread that was signalled gets the lock although others want it without end. */
  @Test
  void signal_thievesLockAllTheTime_waiterReturns() {
    startWaiters(1);
    AtomicBoolean end = new AtomicBoolean();
    for (int i = 0; i < 2; i++) {
      threads.start(
          () -> {
            while (!end.get()) {
              lock.lock();
              lock.unlock();
            }
          });
    }
    withLock(condition::signal);
    awaitTrue("the waiter has passed", () -> passedCount() == 1);
    end.set(true);
    threads.join();
  }

  /** A signal is received once, whatever times out at that moment. */
  @Test
  void signal_waitersTimeOutAllTheTime_losesNoSignal() {
    raceWithTimeouts(threads);
  }

  /** The same where an unpark may be no more than a load of the permit. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void signal_virtualWaitersTimeOutAllTheTime_losesNoSignal() {
    try (RacingThreads racers = RacingThreads.virtual()) {
      raceWithTimeouts(racers);
    }
  }

  /**
   * While a patient thread waits, each signal makes exactly one await return as signalled, however
   * many impatient ones time out at the same moment.
   */
  private void raceWithTimeouts(RacingThreads racers) {
    int signals = 5_000;
    AtomicInteger received = new AtomicInteger();
    AtomicInteger timeouts = new AtomicInteger();
    AtomicBoolean patientWaits = new AtomicBoolean(); // set and read with the lock held
    AtomicBoolean end = new AtomicBoolean();
    Thread patient =
        racers.add(
            () -> {
              lock.lock();
              while (!end.get()) {
                patientWaits.set(true);
                condition.await();
                patientWaits.set(false);
                received.incrementAndGet();
              }
              lock.unlock();
            });
    for (int i = 0; i < 2; i++) {
      racers.add(
          () -> {
            while (!end.get()) {
              lock.lock();
              if (condition.await(ThreadLocalRandom.current().nextInt(9_000), NANOSECONDS)) {
                received.incrementAndGet();
              } else {
                timeouts.incrementAndGet();
              }
              lock.unlock();
            }
          });
    }
    racers.add(
        () -> {
          for (int i = 1; i <= signals; i++) {
            int sent = i;
            awaitTrue("somebody relies on the signal", () -> signalIf(patientWaits));
            awaitTrue("signal " + i + " is received", () -> received.get() == sent);
          }
          end.set(true);
          awaitTrue(
              "the patient one ends",
              () -> {
                withLock(condition::signalAll);
                return !patient.isAlive();
              });
        });
    racers.join();
    assertThat(timeouts.get()).as("timeouts").isPositive();
  }

  private boolean isOwned() {
    return owned.isOwned().getAsBoolean();
  }

  private boolean signalIf(AtomicBoolean patientWaits) {
    lock.lock();
    try {
      boolean waits = patientWaits.get();
      if (waits) {
        condition.signal();
      }
      return waits;
    } finally {
      lock.unlock();
    }
  }

  private void startWaiters(int count) {
    for (int i = 0; i < count; i++) {
      int number = i;
      threads.start(
          () -> {
            lock.lock();
            waiting++;
            condition.await();
            passed.add(number);
            lock.unlock();
          });
      awaitWaiting(i + 1);
    }
  }

  private void awaitWaiting(int count) {
    // waiting is raised with the lock held, which only await gives up
    awaitTrue(
        count + " threads wait",
        () -> {
          lock.lock();
          try {
            return waiting == count;
          } finally {
            lock.unlock();
          }
        });
  }

  private int passedCount() {
    lock.lock();
    try {
      return passed.size();
    } finally {
      lock.unlock();
    }
  }

  private void withLock(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
