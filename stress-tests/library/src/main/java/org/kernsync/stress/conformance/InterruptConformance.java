package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.stress.conformance.BlockingConformance.assertAsNew;
import static org.kernsync.stress.conformance.BlockingConformance.awaitQueued;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** What an interrupt does to a thread that acquires, before the call, in line, and at the end. */
public interface InterruptConformance extends BlockingConformance {
  /** A thread that was interrupted before the call acquires nothing, even if it could. */
  @Test
  default void acquireInterruptibly_interruptedBefore_throwsAndTakesNothing() {
    BlockingUnderTest subject = newSubject();
    Thread.currentThread().interrupt();
    assertThatThrownBy(subject::acquireInterruptibly).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("flag").isFalse();
    assertAsNew(subject);
  }

  /** The same with a timeout, also with one that is over. */
  @Test
  default void tryAcquireTimed_interruptedBefore_throwsAndTakesNothing() {
    BlockingUnderTest subject = newSubject();
    for (long nanos : new long[] {TimeUnit.HOURS.toNanos(1), 0, -1}) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> subject.tryAcquire(nanos)).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).as("flag").isFalse();
    }
    assertAsNew(subject);
  }

  /** The uninterruptible forms acquire as if nothing were, and leave the flag alone. */
  @Test
  default void acquire_interruptedBefore_takesAndKeepsTheFlag() {
    BlockingUnderTest subject = newSubject();
    Thread.currentThread().interrupt();
    subject.acquire();
    assertThat(Thread.interrupted()).as("flag").isTrue();
    subject.release();
    assertAsNew(subject);
  }

  /** So does the form that does not wait. */
  @Test
  default void tryAcquire_interruptedBefore_takesAndKeepsTheFlag() {
    BlockingUnderTest subject = newSubject();
    Thread.currentThread().interrupt();
    boolean acquired = subject.tryAcquire();
    assertThat(Thread.interrupted()).as("flag").isTrue();
    assertThat(acquired).isTrue();
    subject.release();
    assertAsNew(subject);
  }

  /**
   * An interrupt ends the wait in line, and leaves no trace of it.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void acquireInterruptibly_interruptedInLine_throwsAndLeaves(ThreadKind kind) {
    interruptInLine(kind, BlockingUnderTest::acquireInterruptibly);
  }

  /**
   * The same of a wait that would end some day.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquireTimed_interruptedInLine_throwsAndLeaves(ThreadKind kind) {
    interruptInLine(kind, subject -> subject.tryAcquire(TimeUnit.HOURS.toNanos(1)));
  }

  /**
   * In the uninterruptible form an interrupt neither ends the wait nor gets lost.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void acquire_interruptedInLine_waitsOnAndKeepsTheFlag(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    AtomicInteger acquired = new AtomicInteger();
    subject.bar();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                subject.acquire();
                acquired.incrementAndGet();
                assertThat(Thread.currentThread().isInterrupted()).as("flag").isTrue();
                subject.release();
              });
      racers.start();
      awaitQueued(racers, subject, 1);
      racers.letFallAsleep(waiter);
      waiter.interrupt();
      racers.letFallAsleep(waiter);
      assertThat(acquired.get()).as("acquired while barred").isZero();
      assertThat(subject.queueLength()).as("still in line").isEqualTo(1);
      subject.unbar();
      racers.race();
    }
    assertAsNew(subject);
  }

  /**
   * An interrupt that races with the hand-over: either the call has thrown, with the flag clear and
   * nothing taken, or it has acquired, and the flag is set. In a quarter of the rounds the
   * hand-over is surely first, in a quarter the interrupt.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void acquireInterruptibly_interruptAgainstHandOver_oneOfBoth(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    int rounds = 4 * ((ConformanceSuite.rounds() + 3) / 4);
    Semaphore go = new Semaphore(0);
    Semaphore interrupted = new Semaphore(0);
    AtomicInteger acquired = new AtomicInteger();
    AtomicInteger thrown = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  go.acquireUninterruptibly();
                  boolean has = acquireUnlessInterrupted(subject, acquired, thrown);
                  interrupted.acquireUninterruptibly();
                  assertThat(Thread.interrupted()).as("flag, acquired: " + has).isEqualTo(has);
                  if (has) {
                    subject.release();
                  }
                  done.incrementAndGet();
                }
              });
      racers.start();
      for (int round = 0; round < rounds; round++) {
        int acquiredBefore = acquired.get();
        int thrownBefore = thrown.get();
        int number = round;
        subject.bar();
        go.release();
        awaitQueued(racers, subject, 1);
        if (round % 4 < 2) {
          subject.unbar();
          if (round % 4 == 0) {
            racers.awaitTrue("it is acquired", () -> acquired.get() > acquiredBefore);
          }
          spin(round);
          waiter.interrupt();
        } else {
          waiter.interrupt();
          if (round % 4 == 2) {
            racers.awaitTrue("the interrupt is thrown", () -> thrown.get() > thrownBefore);
          }
          spin(round);
          subject.unbar();
        }
        interrupted.release();
        racers.awaitTrue("round " + round + " ends", () -> done.get() > number);
        assertAsNew(subject);
      }
      racers.race();
    }
    assertThat(acquired.get() + thrown.get()).isEqualTo(rounds);
    assertThat(acquired.get()).as("acquired").isGreaterThanOrEqualTo(rounds / 4);
    assertThat(thrown.get()).as("thrown").isGreaterThanOrEqualTo(rounds / 4);
  }

  /** One way to acquire that an interrupt ends. */
  @FunctionalInterface
  interface Interruptible {
    /**
     * Acquires.
     *
     * @param subject what
     * @throws InterruptedException if interrupted
     */
    void acquire(BlockingUnderTest subject) throws InterruptedException;
  }

  private void interruptInLine(ThreadKind kind, Interruptible form) {
    BlockingUnderTest subject = newSubject();
    subject.bar();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                assertThatThrownBy(() -> form.acquire(subject))
                    .isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).as("flag").isFalse();
              });
      racers.start();
      awaitQueued(racers, subject, 1);
      racers.letFallAsleep(waiter);
      waiter.interrupt();
      racers.race();
    }
    assertThat(subject.queueLength()).as("threads left in line").isZero();
    subject.unbar();
    assertAsNew(subject);
  }

  private static boolean acquireUnlessInterrupted(
      BlockingUnderTest subject, AtomicInteger acquired, AtomicInteger thrown) {
    try {
      subject.acquireInterruptibly();
    } catch (InterruptedException wanted) {
      thrown.incrementAndGet();
      return false;
    }
    acquired.incrementAndGet();
    return true;
  }

  /** From nothing to some microseconds: how long a thread takes to wake up. */
  private static void spin(int round) {
    for (int i = (round * 37) % 800; i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
