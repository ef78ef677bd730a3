package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.internal.Crew;

/**
 * Four threads to a core are no collapse: a bit without a queue does not fall under a fair lock of
 * the JDK. Other load on the machine can spoil a series of rounds, so up to four are played.
 */
class BitSpinLockThroughputTest {
  private static final int SERIES = 4;
  private static final int ROUNDS = 3;
  private static final int THREADS = 8;
  private static final long ROUND_NANOS = 100_000_000;

  private long sections;

  /** In the median of paired rounds, at least as many sections as a fair ReentrantLock. */
  @Test
  void lock_eightThreads_atLeastFairReentrantLock() {
    round(true);
    round(false);
    double best = 0;
    for (int i = 0; i < SERIES && best < 1.0; i++) {
      best = Math.max(best, medianRatio());
    }
    assertThat(best).isGreaterThanOrEqualTo(1.0);
  }

  private double medianRatio() {
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      double fair = round(false);
      ratios[i] = round(true) / fair;
    }
    Arrays.sort(ratios);
    System.out.printf(
        "BitSpinLock : ReentrantLock(true), %d threads: %.2f (rounds %.2f to %.2f)%n",
        THREADS, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
    return ratios[ROUNDS / 2];
  }

  private double round(boolean ours) {
    BitSpinLock bits = new BitSpinLock();
    AtomicBitmap word = new AtomicBitmap(64);
    ReentrantLock fair = new ReentrantLock(true);
    AtomicBoolean over = new AtomicBoolean();
    sections = 0;
    long begin = System.nanoTime();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        crew.start(ours ? () -> run(bits, word, over) : () -> run(fair, over));
      }
      Crew.until("the round is over", () -> System.nanoTime() - begin > ROUND_NANOS);
      over.set(true);
    }
    return (double) sections / (System.nanoTime() - begin);
  }

  private void run(BitSpinLock bits, AtomicBitmap word, AtomicBoolean over) {
    while (!over.get()) {
      bits.lock(word, 0);
      sections++;
      bits.unlock(word, 0);
    }
  }

  private void run(ReentrantLock lock, AtomicBoolean over) {
    while (!over.get()) {
      lock.lock();
      sections++;
      lock.unlock();
    }
  }
}
