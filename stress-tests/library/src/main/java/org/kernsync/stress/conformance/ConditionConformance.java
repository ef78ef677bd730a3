package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** What a condition of a lock does, spurious wake-ups aside: a type that has them fails here. */
public interface ConditionConformance extends ConformanceSuite {
  /**
   * Makes the lock of one test.
   *
   * @return a free lock that has conditions
   */
  Lock newLockWithCondition();

  /** Nothing can be done with a condition by one who does not hold its lock. */
  @Test
  default void allForms_lockNotHeld_refused() {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    List<RacingThreads.Task> forms =
        List.of(
            condition::await,
            condition::awaitUninterruptibly,
            () -> condition.awaitNanos(1),
            () -> condition.await(1, TimeUnit.NANOSECONDS),
            () -> condition.awaitUntil(new Date(0)),
            condition::signal,
            condition::signalAll);
    for (int form = 0; form < forms.size(); form++) {
      assertThatThrownBy(forms.get(form)::run)
          .as("form " + form + " without the lock")
          .isInstanceOf(IllegalMonitorStateException.class);
    }
    assertFree(lock);
  }

  /**
   * Signals serve in the order in which the waits began, one each; the rest get a signal for all.
   *
   * @param kind the kind of the threads that wait
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void signal_severalWait_inOrderOneEach(ThreadKind kind) {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    List<Integer> passed = new ArrayList<>(); // guarded by lock
    AtomicInteger waiting = new AtomicInteger(); // raised with the lock held
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.start();
      for (int i = 0; i < 5; i++) {
        int number = i;
        racers.add(
            () -> {
              lock.lock();
              try {
                waiting.incrementAndGet();
                condition.await();
                passed.add(number);
              } finally {
                lock.unlock();
              }
            });
        racers.awaitTrue("thread " + i + " waits", () -> waiting.get() == number + 1);
      }
      for (int i = 1; i <= 2; i++) {
        int count = i;
        with(lock, condition::signal);
        racers.awaitTrue(count + " have passed", () -> sizeOf(passed, lock) >= count);
        with(lock, () -> assertThat(passed).as("one for each signal").hasSize(count));
      }
      with(lock, condition::signalAll);
      racers.race();
    }
    assertThat(passed).as("order").containsExactly(0, 1, 2, 3, 4);
    assertFree(lock);
  }

  /** A signal to nobody is not kept for the next. */
  @Test
  default void signal_nobodyWaits_notKept() {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    inAnotherThread(
        () -> {
          lock.lock();
          try {
            condition.signal();
            condition.signalAll();
            assertThat(condition.await(500, TimeUnit.MICROSECONDS)).as("signalled").isFalse();
          } finally {
            lock.unlock();
          }
        });
    assertFree(lock);
  }

  /** A wait that times out is not early, holds the lock, and says that nothing was left. */
  @Test
  default void awaitTimed_nobodySignals_neverEarly() {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    inAnotherThread(
        () -> {
          lock.lock();
          try {
            for (long nanos : new long[] {1, 50_000, 3_000_001}) {
              long begin = System.nanoTime();
              assertThat(condition.awaitNanos(nanos)).as("left").isNotPositive();
              long between = System.nanoTime();
              assertThat(between - begin).as("waited").isGreaterThanOrEqualTo(nanos);
              assertThat(condition.await(nanos, TimeUnit.NANOSECONDS)).isFalse();
              assertThat(System.nanoTime() - between).as("waited").isGreaterThanOrEqualTo(nanos);
            }
            long until = System.currentTimeMillis() + 3;
            assertThat(condition.awaitUntil(new Date(until))).isFalse();
            assertThat(System.currentTimeMillis()).as("the date").isGreaterThanOrEqualTo(until);
          } finally {
            lock.unlock(); // held: else it throws
          }
        });
    assertFree(lock);
  }

  /** What is over is over, however long ago: none of these waits. */
  @Test
  default void awaitTimed_longOver_doesNotWait() {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    inAnotherThread(
        () -> {
          lock.lock();
          try {
            for (long over : new long[] {0, -1, Long.MIN_VALUE + 1, Long.MIN_VALUE}) {
              assertThat(condition.awaitNanos(over)).as("left").isLessThanOrEqualTo(over);
              assertThat(condition.await(over, TimeUnit.NANOSECONDS)).isFalse();
            }
            for (long past : new long[] {System.currentTimeMillis() - 1, 1, 0, -1}) {
              assertThat(condition.awaitUntil(new Date(past))).isFalse();
            }
          } finally {
            lock.unlock();
          }
        });
    assertFree(lock);
  }

  /**
   * A signal long before the end: what is left is what was not waited. No timeout is too long.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void awaitTimed_signalled_saysWhatIsLeft(ThreadKind kind) {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    AtomicInteger waiting = new AtomicInteger(); // raised with the lock held
    long hour = TimeUnit.HOURS.toNanos(1);
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          () -> {
            lock.lock();
            try {
              waiting.incrementAndGet();
              long begin = System.nanoTime();
              long left = condition.awaitNanos(hour);
              assertThat(left).as("left").isPositive().isLessThan(hour);
              assertThat(left)
                  .as("left")
                  .isGreaterThanOrEqualTo(hour - (System.nanoTime() - begin));
              waiting.incrementAndGet();
              assertThat(condition.awaitNanos(Long.MAX_VALUE)).as("left").isPositive();
              waiting.incrementAndGet();
              assertThat(condition.await(Long.MAX_VALUE, TimeUnit.DAYS)).as("signalled").isTrue();
              waiting.incrementAndGet();
              assertThat(condition.awaitUntil(new Date(Long.MAX_VALUE))).as("signalled").isTrue();
            } finally {
              lock.unlock();
            }
          });
      racers.start();
      for (int i = 1; i <= 4; i++) {
        int number = i;
        racers.awaitTrue("wait " + i, () -> waiting.get() == number);
        with(lock, condition::signal);
      }
      racers.race();
    }
    assertFree(lock);
  }

  /** Whoever was interrupted before the wait does not wait, and holds the lock all the time. */
  @Test
  default void await_interruptedBefore_throwsHolding() {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    List<RacingThreads.Task> forms =
        List.of(
            condition::await,
            () -> condition.awaitNanos(TimeUnit.HOURS.toNanos(1)),
            () -> condition.await(1, TimeUnit.HOURS),
            () -> condition.awaitUntil(new Date(Long.MAX_VALUE)));
    inAnotherThread(
        () -> {
          lock.lock();
          try {
            for (int form = 0; form < forms.size(); form++) {
              Thread.currentThread().interrupt();
              assertThatThrownBy(forms.get(form)::run)
                  .as("form " + form)
                  .isInstanceOf(InterruptedException.class);
              assertThat(Thread.interrupted()).as("flag").isFalse();
            }
          } finally {
            lock.unlock();
          }
        });
    assertFree(lock);
  }

  /**
   * An interrupt before the signal: the wait throws, holds the lock, and has not used up a signal.
   *
   * @param kind the kind of the threads that wait
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void await_interruptedBeforeTheSignal_throwsAndLeavesTheSignal(ThreadKind kind) {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    AtomicInteger waiting = new AtomicInteger(); // raised with the lock held
    AtomicInteger signalled = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread first =
          racers.add(
              () -> {
                lock.lock();
                try {
                  waiting.incrementAndGet();
                  assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
                  assertThat(Thread.currentThread().isInterrupted()).as("flag").isFalse();
                } finally {
                  lock.unlock();
                }
              });
      racers.start();
      racers.awaitTrue("the first waits", () -> waiting.get() == 1);
      racers.add(
          () -> {
            lock.lock();
            try {
              waiting.incrementAndGet();
              condition.await();
              signalled.incrementAndGet();
            } finally {
              lock.unlock();
            }
          });
      racers.awaitTrue("both wait", () -> waiting.get() == 2);
      with(
          lock,
          () -> {
            first.interrupt();
            assertThat(signalled.get()).isZero();
          });
      racers.awaitTrue("the first has gone", () -> !first.isAlive());
      with(lock, condition::signal);
      racers.race();
    }
    assertThat(signalled.get()).as("got the signal").isEqualTo(1);
    assertFree(lock);
  }

  /**
   * An interrupt after the signal, before the lock is free: the wait returns as signalled, and the
   * flag is set.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void await_interruptedAfterTheSignal_returnsWithTheFlag(ThreadKind kind) {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    AtomicInteger waiting = new AtomicInteger(); // raised with the lock held
    AtomicInteger returned = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                lock.lock();
                try {
                  waiting.incrementAndGet();
                  condition.await();
                  returned.incrementAndGet();
                  assertThat(Thread.interrupted()).as("flag").isTrue();
                } finally {
                  lock.unlock();
                }
              });
      racers.start();
      racers.awaitTrue("it waits", () -> waiting.get() == 1);
      with(
          lock,
          () -> {
            condition.signal();
            waiter.interrupt();
          });
      racers.race();
    }
    assertThat(returned.get()).as("returned").isEqualTo(1);
    assertFree(lock);
  }

  /**
   * In the uninterruptible form an interrupt does not end the wait; its flag stays.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheFlag(ThreadKind kind) {
    Lock lock = newLockWithCondition();
    Condition condition = lock.newCondition();
    AtomicInteger waiting = new AtomicInteger(); // raised with the lock held
    AtomicInteger signals = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                lock.lock();
                try {
                  waiting.incrementAndGet();
                  condition.awaitUninterruptibly();
                  assertThat(signals.get()).as("signals before the return").isEqualTo(1);
                  assertThat(Thread.interrupted()).as("flag").isTrue();
                } finally {
                  lock.unlock();
                }
              });
      racers.start();
      racers.awaitTrue("it waits", () -> waiting.get() == 1);
      racers.letFallAsleep(waiter);
      waiter.interrupt();
      racers.letFallAsleep(waiter);
      with(
          lock,
          () -> {
            signals.incrementAndGet();
            condition.signal();
          });
      racers.race();
    }
    assertFree(lock);
  }

  private static int sizeOf(List<Integer> list, Lock lock) {
    lock.lock();
    try {
      return list.size();
    } finally {
      lock.unlock();
    }
  }

  private static void with(Lock lock, Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
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
