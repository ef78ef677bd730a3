package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Never two inside, nothing lost, whatever the threads are and however they give up. */
class QueuedSpinLockExclusionTest {
  private static final int SECTIONS = 60_000;
  private static final int ROUNDS = 3_000;

  private final QueuedSpinLock lock = new QueuedSpinLock();
  private int inside;
  private long sections;

  static Stream<Arguments> crews() {
    return Crew.kinds().stream()
        .flatMap(kind -> Stream.of(2, 8, 200).map(threads -> Arguments.of(kind, threads)));
  }

  /** The sections of all threads never overlap and each sees the one before it. */
  @ParameterizedTest(name = "{1} {0} threads")
  @MethodSource("crews")
  void lock_manyThreads_sectionsNeverOverlap(ThreadFactory kind, int threads) {
    int sectionsEach = SECTIONS / threads;
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < threads; i++) {
        crew.start(
            () -> {
              for (int k = 0; k < sectionsEach; k++) {
                lock.lock();
                section(k);
                lock.unlock();
              }
            });
      }
    }
    assertThat(sections).isEqualTo((long) sectionsEach * threads);
    assertFree();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** The three ways in exclude each other too, while interrupts and timeouts end waits anywhere. */
  @ParameterizedTest
  @MethodSource("kinds")
  void allForms_underInterruptsAndTimeouts_nothingLost(ThreadFactory kind) {
    long[] taken = new long[9];
    Thread[] racers = new Thread[taken.length];
    AtomicBoolean over = new AtomicBoolean();
    try (Crew interrupters = new Crew()) {
      try (Crew crew = new Crew(kind)) {
        for (int i = 0; i < taken.length; i++) {
          int id = i;
          racers[i] = crew.start(() -> taken[id] = race(id % 3));
        }
        interrupters.start(
            () -> {
              while (!over.get()) {
                racers[ThreadLocalRandom.current().nextInt(racers.length)].interrupt();
                Thread.yield();
              }
            });
        try {
          crew.join();
        } finally {
          over.set(true);
        }
      }
    }
    assertThat(sections).isEqualTo(Arrays.stream(taken).sum());
    assertThat(taken[0]).isEqualTo(ROUNDS);
    assertFree();
  }

  /** How often it got in. */
  private long race(int form) {
    long taken = 0;
    for (int k = 0; k < ROUNDS; k++) {
      boolean in;
      try {
        in = enter(form);
      } catch (InterruptedException gaveUp) {
        in = false;
      }
      if (in) {
        section(k);
        lock.unlock();
        taken++;
      }
    }
    return taken;
  }

  private boolean enter(int form) throws InterruptedException {
    switch (form) {
      case 0:
        lock.lock();
        return true;
      case 1:
        return lock.tryLock();
      default:
        return lock.tryLock(ThreadLocalRandom.current().nextInt(100), MICROSECONDS);
    }
  }

  private void section(int k) {
    assertThat(++inside).isEqualTo(1);
    sections++;
    if (k % 64 == 0) {
      Thread.yield(); // lets somebody in who should not be let in
    }
    inside--;
  }

  private void assertFree() {
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.headOpaque()).isSameAs(lock.idle());
    assertThat(lock.queueLength()).isZero();
  }
}
