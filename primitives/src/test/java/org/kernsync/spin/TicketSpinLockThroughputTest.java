package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/**
 * Four threads to a core are no collapse: strict order costs no more here than in the JDK; how much
 * less is up to the benchmarks. Other load on the machine can spoil a series of rounds, so up to
 * six are played, and half is enough.
 */
class TicketSpinLockThroughputTest {
  private static final int SERIES = 6;
  private static final int ROUNDS = 5;
  private static final int THREADS = 8;
  private static final double ENOUGH = 0.5;
  private static final long ROUND_NANOS = 150_000_000;

  private long sections;

  /** In the median of paired rounds, the order of magnitude of a fair ReentrantLock, or more. */
  @Test
  void lock_eightThreads_noCollapseByFairReentrantLock() {
    round(true);
    round(false);
    double best = 0;
    for (int i = 0; i < SERIES && best < 1.0; i++) {
      best = Math.max(best, medianRatio());
    }
    assertThat(best).isGreaterThanOrEqualTo(ENOUGH);
  }

  private double medianRatio() {
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      double fair = round(false);
      ratios[i] = round(true) / fair;
    }
    Arrays.sort(ratios);
    System.out.printf(
        "TicketSpinLock : ReentrantLock(true), %d threads: %.2f (rounds %.2f to %.2f)%n",
        THREADS, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
    return ratios[ROUNDS / 2];
  }

  private double round(boolean ours) {
    TicketSpinLock ticket = new TicketSpinLock();
    ReentrantLock fair = new ReentrantLock(true);
    AtomicBoolean over = new AtomicBoolean();
    sections = 0;
    long begin = System.nanoTime();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        crew.start(ours ? () -> run(ticket, over) : () -> run(fair, over));
      }
      Crew.until("the round is over", () -> System.nanoTime() - begin > ROUND_NANOS);
      over.set(true);
    }
    return (double) sections / (System.nanoTime() - begin);
  }

  private void run(TicketSpinLock lock, AtomicBoolean over) {
    while (!over.get()) {
      lock.lock();
      sections++;
      lock.unlock();
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
