package org.kernsync.stress.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/**
 * What every saturating reference count must do, as a JUnit class to extend: the object is released
 * once, after its last use, and a count that has overflowed never releases it. Not asked for: how a
 * misuse is told.
 *
 * <pre>{@code
 * class MyRefCountTest extends RefCountContract {
 *   @Override
 *   protected RefCountUnderTest newCount(int references) {
 *     return new MyRefCount(references);    // which implements RefCountUnderTest
 *   }
 * }
 * }</pre>
 */
public abstract class RefCountContract {
  private static final int THREADS = 4;
  private static final int ROUNDS = 2_000;
  private static final int BEYOND = 1_000;
  private static final int LOOKS_BETWEEN_PARKS = 256;

  /** For suites that extend it. */
  protected RefCountContract() {}

  /**
   * Makes the count of one test, or of one round of it.
   *
   * @param references the references that exist already
   * @return the count
   */
  protected abstract RefCountUnderTest newCount(int references);

  /**
   * The largest count.
   *
   * @return {@link Integer#MAX_VALUE}, unless overridden
   */
  protected int maximum() {
    return Integer.MAX_VALUE;
  }

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

  /** One thread alone: the last of three references is the third that is given back. */
  @Test
  public void decAndTest_oneThread_trueForTheLast() {
    RefCountUnderTest count = newCount(1);
    count.inc();
    assertThat(count.incNotZero()).isTrue();
    assertThat(count.decAndTest()).isFalse();
    assertThat(count.decAndTest()).isFalse();
    assertThat(count.decAndTest()).isTrue();
    assertThat(count.incNotZero()).as("a dead one").isFalse();
    assertThat(count.isSaturated()).isFalse();
  }

  /**
   * References that are taken and given back by all are all counted.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void inc_manyThreads_noneLost(ThreadKind kind) {
    RefCountUnderTest count = newCount(1);
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          THREADS,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              count.inc();
              boolean taken = count.incNotZero();
              if (!taken || count.decAndTest() || count.decAndTest()) {
                throw new AssertionError("a reference was lost");
              }
            }
          });
      racers.race();
    }
    assertThat(count.decAndTest()).as("the last, and no reference was lost").isTrue();
  }

  /**
   * Everyone gives a reference back: one is told that it was the last, and it sees all uses.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void decAndTest_allAtOnce_releasedOnceAfterTheLastUse(ThreadKind kind) {
    inRounds(
        kind,
        THREADS,
        (self, object) -> {
          object.use(self);
          object.put();
        });
  }

  /**
   * While the owner gives up the last reference, others take one if they can: who gets one uses a
   * living object, and the last of all releases it.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void incNotZero_againstTheLastPut_aliveOrRefused(ThreadKind kind) {
    inRounds(
        kind,
        1,
        (self, object) -> {
          if (self == 0 || object.count.incNotZero()) {
            object.use(self);
            object.put();
          }
        });
  }

  /**
   * References that nobody had are given back: the object is released once all the same, and not
   * brought to life again.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void decAndTest_moreOftenThanHeld_releasedOnce(ThreadKind kind) {
    inRounds(
        kind,
        1,
        (self, object) -> {
          try {
            object.put();
          } catch (IllegalStateException told) {
            return;
          }
        });
  }

  /** What the threads of a race do to the object of one round. */
  private interface Play {
    void play(int self, Counted object);
  }

  private void inRounds(ThreadKind kind, int references, Play play) {
    AtomicInteger arrived = new AtomicInteger();
    Counted[] objects = new Counted[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      objects[i] = new Counted(newCount(references));
    }
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int t = 0; t < THREADS; t++) {
        int self = t;
        racers.add(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                meet(arrived, (i + 1) * THREADS);
                play.play(self, objects[i]);
              }
            });
      }
      racers.race();
    }
    for (Counted object : objects) {
      assertThat(object.releases).as("releases of one object").hasValue(1);
    }
  }

  /** Waits for the others without sleep at first, so that those who run go on at once. */
  private static void meet(AtomicInteger arrived, int all) throws InterruptedException {
    arrived.incrementAndGet();
    for (int looks = 0; arrived.get() < all; looks++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the race is over");
      }
      if (looks < LOOKS_BETWEEN_PARKS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1);
        looks = 0;
      }
    }
  }

  /** Beyond the largest count nothing is counted any more, and so nothing is ever released. */
  @Test
  public void inc_beyondTheLargest_saturatedForGood() {
    RefCountUnderTest count = newCount(maximum());
    tolerant(count::inc);
    assertSaturatedForGood(count);
    RefCountUnderTest other = newCount(maximum());
    tolerant(other::incNotZero);
    assertSaturatedForGood(other);
  }

  /**
   * The same where threads pass the largest count together, some of them on the way down again.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void inc_racingBeyondTheLargest_saturatedForGood(ThreadKind kind) {
    RefCountUnderTest count = newCount(maximum() - THREADS * BEYOND / 2);
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          THREADS,
          () -> {
            for (int i = 0; i < BEYOND; i++) {
              tolerant(count::inc);
              tolerant(count::incNotZero);
              tolerant(() -> assertThat(count.decAndTest()).as("released").isFalse());
            }
          });
      racers.race();
    }
    assertSaturatedForGood(count);
  }

  private static void assertSaturatedForGood(RefCountUnderTest count) {
    assertThat(count.isSaturated()).as("saturated beyond the largest count").isTrue();
    for (int i = 0; i < 2 * THREADS * BEYOND; i++) {
      tolerant(() -> assertThat(count.decAndTest()).as("released").isFalse());
    }
    assertThat(count.isSaturated()).as("saturated for good").isTrue();
  }

  /** Does something that may be told as a misuse. */
  private static void tolerant(Runnable step) {
    try {
      step.run();
    } catch (IllegalStateException told) {
      return;
    }
  }

  /** An object with a count. Its plain fields are ordered by the count alone. */
  private static final class Counted {
    private final RefCountUnderTest count;
    private final boolean[] used = new boolean[THREADS];
    private final AtomicInteger uses = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();
    private boolean released;

    Counted(RefCountUnderTest count) {
      this.count = count;
    }

    void use(int thread) {
      if (released || releases.get() > 0) {
        throw new AssertionError("used after its release");
      }
      used[thread] = true;
      uses.incrementAndGet();
    }

    void put() {
      if (count.decAndTest()) {
        if (releases.incrementAndGet() > 1) {
          throw new AssertionError("released twice");
        }
        released = true;
        int seen = 0;
        for (boolean use : used) {
          seen += use ? 1 : 0;
        }
        if (seen != uses.get()) {
          throw new AssertionError("released before the last use, or that use was not seen");
        }
      }
    }
  }
}
