package org.kernsync.benchmarks;

import org.openjdk.jmh.infra.Blackhole;

/**
 * Work of a given duration: so many tokens of {@link Blackhole#consumeCPU}, measured on this JVM.
 *
 * <p>A token is one step of a chain in which each step needs the result of the one before. Timed is
 * the chain itself: calls of {@code 2 n} tokens less calls of {@code n}, n so large that overlap of
 * neighbouring calls does not count. The call itself, about a nanosecond, comes on top; on the
 * other hand the processor may begin the chain before an instruction ahead of it is done. Of many
 * batches the fastest counts: what disturbs a batch only makes it slower.
 *
 * @param tokens for {@code consumeCPU}; 0: no work
 * @param tokenNanos how long a token takes
 */
public record CalibratedWork(long tokens, double tokenNanos) {
  private static final int BATCHES = 200;
  private static final int WARM_UP_BATCHES = 200;
  private static final int CALLS = 10;
  private static final long CHAIN = 1_000;

  /**
   * Finds the tokens for a duration.
   *
   * @param nanos how long the work is to take; 0: no work
   * @param tokenNanos how long a token takes, from {@link #measureTokenNanos}
   * @return the work, as close as whole tokens allow
   */
  static CalibratedWork ofNanos(long nanos, double tokenNanos) {
    long tokens = nanos == 0 ? 0 : Math.max(1, Math.round(nanos / tokenNanos));
    return new CalibratedWork(tokens, tokenNanos);
  }

  /**
   * Measures; takes some tens of milliseconds.
   *
   * @return how long a token takes on this JVM
   */
  public static double measureTokenNanos() {
    return (fastestCallNanos(2 * CHAIN) - fastestCallNanos(CHAIN)) / CHAIN;
  }

  /**
   * What a benchmark works with: a given figure, so that all forks of a comparison do the same
   * work, or this fork's own.
   *
   * @param given how long a token takes, or 0
   * @return the figure, measured if need be
   */
  static double tokenNanosOr(double given) {
    return given > 0 ? given : measureTokenNanos();
  }

  /** Does it. */
  void run() {
    if (tokens > 0) {
      Blackhole.consumeCPU(tokens);
    }
  }

  private static double fastestCallNanos(long tokens) {
    long fastest = Long.MAX_VALUE;
    for (int batch = -WARM_UP_BATCHES; batch < BATCHES; batch++) {
      long begin = System.nanoTime();
      for (int call = 0; call < CALLS; call++) {
        Blackhole.consumeCPU(tokens);
      }
      long nanos = System.nanoTime() - begin;
      if (batch >= 0) {
        fastest = Math.min(fastest, nanos);
      }
    }
    return (double) fastest / CALLS;
  }

  @Override
  public String toString() {
    return "%d tokens of %.2f ns".formatted(tokens, tokenNanos);
  }
}
