package org.kernsync.benchmarks;

import java.util.concurrent.atomic.LongAccumulator;

/**
 * How long single operations had to wait, in forks that are told to ask: reading the clock twice
 * costs more than most locks do. In all other forks nothing is left of it, since the compilers see
 * a constant.
 */
final class Waits {
  /** The system property that turns it on. */
  static final String PROPERTY = "kernsync.bench.clocked";

  private static final boolean CLOCKED = Boolean.getBoolean(PROPERTY);
  private static final LongAccumulator LONGEST = new LongAccumulator(Math::max, 0);

  private Waits() {}

  /** The time at which a thread asks; 0 where nobody wants to know. */
  static long ask() {
    return CLOCKED ? System.nanoTime() : 0;
  }

  /** The thread has got what it asked for. */
  static void got(long askedAt) {
    if (CLOCKED) {
      note(System.nanoTime() - askedAt);
    }
  }

  private static void note(long nanos) {
    if (nanos > LONGEST.get()) { // seldom true after a moment, and then a cheap read
      LONGEST.accumulate(nanos);
    }
  }

  /** The longest wait since the last call; no thread may be inside an operation. */
  static long takeLongestNanos() {
    return LONGEST.getThenReset();
  }
}
