package org.kernsync.kernel.time;

/**
 * A loop whose cost is known: what {@code calibrate_delay} measures at boot, and what user programs
 * burn CPU time with. The work is a fixed number of dependent operations, so it scales with the
 * speed of the CPU, as real work does.
 */
public final class DelayLoop {
  private static final int WARM_UP_ROUNDS = 400;
  private static final int ROUNDS = 60;
  private static final int LOOPS = 20_000;
  private static volatile double nanosPerLoop;

  private DelayLoop() {}

  /**
   * Burns a number of loops.
   *
   * @param seed any number; pass the last result on, so that no work can be left out
   * @param loops how many
   * @return a number that depends on all the work
   */
  public static long spin(long seed, long loops) {
    long x = seed | 1;
    for (long i = 0; i < loops; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  /**
   * The cost of one loop, measured once for this JVM: the best of many short rounds, after the
   * compiler has settled.
   *
   * @return nanoseconds, more than zero
   */
  public static synchronized double calibrate() {
    if (nanosPerLoop == 0) {
      long seed = System.nanoTime();
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        seed = spin(seed, LOOPS / 10);
      }
      long best = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        seed = spin(seed, LOOPS);
        best = Math.min(best, System.nanoTime() - start);
      }
      nanosPerLoop = Math.max(1e-3, (best + (seed == 0 ? 1 : 0)) / (double) LOOPS);
    }
    return nanosPerLoop;
  }

  /**
   * How many loops take a time.
   *
   * @param nanos the time on an undisturbed CPU
   * @return loops, at least one
   */
  public static long loopsFor(long nanos) {
    return Math.max(1, (long) (nanos / calibrate()));
  }
}
