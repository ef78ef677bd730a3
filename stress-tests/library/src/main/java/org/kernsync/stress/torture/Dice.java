package org.kernsync.stress.torture;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The random decisions of one thread. The same seed and number give the same decisions; when they
 * are due is up to the scheduler.
 */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final SplittableRandom random;

  Dice(long seed, int number) {
    random = new SplittableRandom(seed + number * GOLDEN);
  }

  boolean oneIn(int sides) {
    return random.nextInt(sides) == 0;
  }

  /** From 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Keeps the processor for up to so long. */
  void spin(int mostNanos) {
    long end = System.nanoTime() + random.nextInt(mostNanos);
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  /** Lets go of the processor for about so long at most. */
  void nap(int mostNanos) {
    LockSupport.parkNanos(this, 1 + random.nextInt(mostNanos));
  }
}
