package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.stress.conformance.BlockingConformance.assertAsNew;
import static org.kernsync.stress.conformance.BlockingConformance.awaitQueued;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** Timed waits: none is early, none outlives its end, and nothing of it is left. */
public interface TimeoutConformance extends BlockingConformance {
  /**
   * A timeout comes no earlier than asked for, as the caller measures it.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquireTimed_nothingComes_neverEarly(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    subject.bar();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          () -> {
            for (long nanos : new long[] {1, 999, 4_000, 60_000, 1_000_000, 1_999_999, 7_000_001}) {
              long begin = System.nanoTime();
              assertThat(subject.tryAcquire(nanos)).isFalse();
              assertThat(System.nanoTime() - begin).as("waited").isGreaterThanOrEqualTo(nanos);
            }
          });
      racers.race();
    }
    subject.unbar();
    assertAsNew(subject);
  }

  /** Without time there is no wait, however long ago it would have ended. */
  @Test
  default void tryAcquireTimed_zeroOrNegative_doesNotWait() {
    BlockingUnderTest subject = newSubject();
    subject.bar();
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      racers.add(
          () -> {
            for (long nanos : new long[] {0, -1, Long.MIN_VALUE + 1, Long.MIN_VALUE}) {
              assertThat(subject.tryAcquire(nanos)).isFalse();
            }
          });
      racers.race();
      subject.unbar();
      racers.add(
          () -> {
            for (long nanos : new long[] {0, -1, Long.MIN_VALUE}) {
              assertThat(subject.tryAcquire(nanos)).as("acquired what is free").isTrue();
              subject.release();
            }
          });
      racers.race();
    }
    assertAsNew(subject);
  }

  /**
   * No timeout is too long: no sum with the clock makes it one that is over.
   *
   * @param kind the kind of the threads that wait
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquireTimed_hugeTimeout_waitsUntilServed(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    for (long nanos : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE / 2 + 1}) {
      subject.bar();
      try (RacingThreads racers = new RacingThreads(kind, patience())) {
        Thread waiter =
            racers.add(
                () -> {
                  assertThat(subject.tryAcquire(nanos)).as("acquired").isTrue();
                  subject.release();
                });
        racers.start();
        awaitQueued(racers, subject, 1);
        racers.letFallAsleep(waiter);
        subject.unbar();
        racers.race();
      }
      assertAsNew(subject);
    }
  }

  /**
   * A timeout that races with the hand-over: the call says which was first, and nothing is lost.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquireTimed_timeoutAgainstHandOver_oneOfBoth(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    int rounds = ConformanceSuite.rounds();
    Semaphore go = new Semaphore(0);
    AtomicInteger acquired = new AtomicInteger();
    AtomicInteger timedOut = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          () -> {
            SplittableRandom random = new SplittableRandom(rounds);
            for (int round = 0; round < rounds; round++) {
              go.acquire();
              if (subject.tryAcquire(random.nextLong(1, 120_000))) {
                acquired.incrementAndGet();
                subject.release();
              } else {
                timedOut.incrementAndGet();
              }
              done.incrementAndGet();
            }
          });
      racers.start();
      SplittableRandom random = new SplittableRandom(-rounds);
      for (int round = 0; round < rounds; round++) {
        int number = round;
        subject.bar();
        go.release();
        long begin = System.nanoTime();
        long pause = random.nextLong(200_000);
        while (System.nanoTime() - begin < pause) {
          Thread.onSpinWait();
        }
        subject.unbar();
        racers.awaitTrue("round " + round + " ends", () -> done.get() > number);
        assertAsNew(subject);
      }
      racers.race();
    }
    assertThat(acquired.get() + timedOut.get()).isEqualTo(rounds);
  }

  /**
   * Threads whose waits have timed out are not held on to, while what they waited for lives on and
   * is not free.
   *
   * @param kind the kind of the threads that wait
   * @throws InterruptedException if the test is interrupted
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquireTimed_threadsTimedOut_areCollected(ThreadKind kind)
      throws InterruptedException {
    BlockingUnderTest subject = newSubject();
    subject.bar();
    List<WeakReference<Thread>> gone = timeOutInThreads(kind, subject);
    long begin = System.nanoTime();
    while (gone.stream().anyMatch(thread -> thread.get() != null)) {
      System.gc();
      assertThat(System.nanoTime() - begin)
          .as("threads are still held on to")
          .isLessThan(patience().toNanos());
    }
    assertThat(gone).as("threads that waited").hasSize(4);
    Reference.reachabilityFence(subject);
    subject.unbar();
    assertAsNew(subject);
  }

  /**
   * A storm of all forms, short timeouts and interrupts: in the end nobody stands in line, and
   * nothing is lost or there twice.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void allForms_storm_leavesNothingBehind(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    int calls = 5 * ConformanceSuite.rounds();
    int threads = 3;
    AtomicInteger acquired = new AtomicInteger();
    AtomicInteger timedOut = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    List<Thread> contenders = new ArrayList<>();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int t = 0; t < threads; t++) {
        SplittableRandom random = new SplittableRandom(t);
        contenders.add(
            racers.add(
                () -> {
                  for (int call = 0; call < calls; call++) {
                    try {
                      if (acquireInOneForm(subject, random)) {
                        acquired.incrementAndGet();
                        Thread.yield();
                        subject.release();
                      } else {
                        timedOut.incrementAndGet();
                      }
                    } catch (InterruptedException wanted) {
                      interrupted.incrementAndGet();
                    }
                  }
                  ended.incrementAndGet();
                }));
      }
      racers.add(() -> barUntil(() -> ended.get() == threads, subject));
      racers.start();
      SplittableRandom random = new SplittableRandom(threads);
      racers.awaitTrue(
          "all threads end",
          () -> {
            contenders.get(random.nextInt(threads)).interrupt();
            return ended.get() == threads;
          });
      racers.race();
    }
    assertThat(acquired.get() + timedOut.get() + interrupted.get())
        .as("calls that ended")
        .isEqualTo(threads * calls);
    assertAsNew(subject);
  }

  /** Keeps everybody out again and again: what many may hold together is waited for, too. */
  private static void barUntil(BooleanSupplier end, BlockingUnderTest subject) {
    while (!end.getAsBoolean()) {
      subject.bar();
      LockSupport.parkNanos(10_000);
      subject.unbar();
      LockSupport.parkNanos(10_000);
    }
  }

  private static boolean acquireInOneForm(BlockingUnderTest subject, SplittableRandom random)
      throws InterruptedException {
    switch (random.nextInt(4)) {
      case 0:
        subject.acquire();
        return true;
      case 1:
        subject.acquireInterruptibly();
        return true;
      case 2:
        return subject.tryAcquire();
      default:
        return subject.tryAcquire(random.nextLong(20_000));
    }
  }

  /** No local of the caller leads to the threads. */
  private static List<WeakReference<Thread>> timeOutInThreads(
      ThreadKind kind, BlockingUnderTest subject) throws InterruptedException {
    AtomicInteger timedOut = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          kind.newThread(
              () -> {
                try {
                  if (!subject.tryAcquire(100_000)) {
                    timedOut.incrementAndGet();
                  }
                } catch (InterruptedException unexpected) {
                  throw new AssertionError(unexpected);
                }
              }));
    }
    threads.forEach(Thread::start);
    List<WeakReference<Thread>> gone = new ArrayList<>();
    for (Thread thread : threads) {
      thread.join();
      gone.add(new WeakReference<>(thread));
    }
    assertThat(timedOut.get()).as("timed out").isEqualTo(threads.size());
    return gone;
  }
}
