package org.kernsync.stress.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/**
 * What every completion must do, as a JUnit class to extend: each {@code complete} lets exactly one
 * thread pass, {@code completeAll} all that come. Not asked for: an order among waiters.
 */
public abstract class CompletionContract {
  private static final int WAITERS = 4;
  private static final int ROUNDS = 2_000;
  private static final long SHORT_NANOS = 20_000;
  private static final long TIMEOUT_NANOS = Duration.ofMillis(20).toNanos();

  /** For suites that extend it. */
  protected CompletionContract() {}

  /**
   * Makes the completion of one test.
   *
   * @return a completion that is not done and for which nobody waits
   */
  protected abstract CompletionUnderTest newCompletion();

  /**
   * How long threads may take before a test calls them wedged.
   *
   * @return a minute, unless overridden
   */
  protected Duration patience() {
    return RacingThreads.PATIENCE;
  }

  /**
   * The kinds of threads to test with.
   *
   * @return all that this JDK has
   */
  protected static List<ThreadKind> kinds() {
    return ThreadKind.available();
  }

  /**
   * Completions that nobody waits for yet are counted, each for one thread.
   *
   * @throws InterruptedException never
   */
  @Test
  public void complete_nobodyWaits_counted() throws InterruptedException {
    CompletionUnderTest completion = newCompletion();
    assertThat(completion.tryAwait()).isFalse();
    completion.complete();
    completion.complete();
    completion.complete();
    completion.await();
    assertThat(completion.tryAwait()).as("the second of three").isTrue();
    assertThat(completion.await(TIMEOUT_NANOS)).as("the third of three").isTrue();
    assertThat(completion.tryAwait()).as("a fourth").isFalse();
  }

  /**
   * After completeAll everybody passes, as often as they come, until reinit.
   *
   * @param kind the kind of the threads that wait
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void completeAll_threadsWait_theyAndLaterOnesPass(ThreadKind kind) {
    CompletionUnderTest completion = newCompletion();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread[] waiters = new Thread[WAITERS];
      for (int i = 0; i < WAITERS; i++) {
        waiters[i] = racers.add(completion::await);
      }
      racers.start();
      for (Thread waiter : waiters) {
        racers.letFallAsleep(waiter);
      }
      completion.completeAll();
      racers.race();
    }
    for (int i = 0; i < 100; i++) {
      assertThat(completion.tryAwait()).as("after completeAll").isTrue();
    }
    completion.reinit();
    assertThat(completion.tryAwait()).as("after reinit").isFalse();
    completion.complete();
    assertThat(completion.tryAwait()).isTrue();
    assertThat(completion.tryAwait()).isFalse();
  }

  /**
   * Two threads answer each other; a completion comes at any moment between look and sleep.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void complete_waiterGoesToSleep_wakesIt(ThreadKind kind) {
    CompletionUnderTest asked = newCompletion();
    CompletionUnderTest answered = newCompletion();
    LongAdder rounds = new LongAdder();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          () -> {
            for (int i = 0; i < ROUNDS; i++) {
              asked.complete();
              answered.awaitUninterruptibly();
              rounds.increment();
            }
          });
      racers.add(
          () -> {
            for (int i = 0; i < ROUNDS; i++) {
              asked.await();
              answered.complete();
            }
          });
      racers.race();
    }
    assertThat(rounds.sum()).isEqualTo(ROUNDS);
    assertThat(asked.tryAwait()).isFalse();
    assertThat(answered.tryAwait()).isFalse();
  }

  /**
   * However they race with timeouts, as many threads pass as there were completions.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void complete_racesWithTimeouts_noneLostNoneTwice(ThreadKind kind) {
    CompletionUnderTest completion = newCompletion();
    AtomicInteger givers = new AtomicInteger(2);
    LongAdder given = new LongAdder();
    LongAdder passed = new LongAdder();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          WAITERS,
          () -> {
            while (givers.get() > 0) {
              if (completion.await(SHORT_NANOS)) {
                passed.increment();
              }
            }
          });
      racers.add(
          2,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              completion.complete();
              given.increment();
            }
            givers.decrementAndGet();
          });
      racers.race();
    }
    while (passed.sum() < given.sum() + 1 && completion.tryAwait()) {
      passed.increment();
    }
    assertThat(passed.sum()).isPositive().isEqualTo(given.sum());
  }

  /**
   * Where nothing comes, the timed form fails, not before its time, and leaves nothing behind.
   *
   * @throws InterruptedException never
   */
  @Test
  public void await_nothingComes_failsAfterTheTimeout() throws InterruptedException {
    CompletionUnderTest completion = newCompletion();
    long begin = System.nanoTime();
    assertThat(completion.await(TIMEOUT_NANOS)).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TIMEOUT_NANOS);
    completion.complete();
    assertThat(completion.tryAwait()).isTrue();
  }

  /** A thread that was interrupted before the call uses up nothing, even if it is done. */
  @Test
  public void await_interruptedBefore_throwsAndUsesNothing() {
    CompletionUnderTest completion = newCompletion();
    completion.complete();
    Thread.currentThread().interrupt();
    assertThatThrownBy(completion::await).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("flag").isFalse();
    assertThat(completion.tryAwait()).isTrue();
  }

  /**
   * In the uninterruptible form an interrupt neither ends the wait nor gets lost.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheFlag(ThreadKind kind) {
    CompletionUnderTest completion = newCompletion();
    AtomicInteger passed = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread waiter =
          racers.add(
              () -> {
                completion.awaitUninterruptibly();
                passed.incrementAndGet();
                assertThat(Thread.currentThread().isInterrupted()).as("flag").isTrue();
              });
      racers.start();
      racers.letFallAsleep(waiter);
      waiter.interrupt();
      racers.letFallAsleep(waiter);
      assertThat(passed.get()).as("passed before done").isZero();
      completion.complete();
      racers.race();
    }
  }
}
