package org.kernsync.benchmarks.compare;

import java.util.concurrent.TimeUnit;

/**
 * How long a fork measures.
 *
 * @param warmUps iterations that do not count
 * @param warmUpMillis how long each is
 * @param iterations iterations that count
 * @param iterationMillis how long each is
 */
record Pace(int warmUps, int warmUpMillis, int iterations, int iterationMillis) {
  /** For figures to keep. */
  static final Pace FULL = new Pace(2, 180, 3, 240);

  /** So that all rows fit into one run. */
  static final Pace BRISK = new Pace(2, 90, 3, 140);

  /** For a first look. */
  static final Pace QUICK = new Pace(1, 150, 2, 150);

  /** No run of the default length takes longer. */
  static final long LIMIT_MILLIS = TimeUnit.MINUTES.toMillis(25);

  /** Beside its iterations a fork starts, warms up its classes, and ends. */
  private static final long OVERHEAD_MILLIS = 650;

  /**
   * Adders that outnumber the cores leave the compiler so small a part of one that it takes up to
   * 600 ms; each of the first iterations may be compiled anew.
   */
  private static final int CROWDED_WARM_UP_MILLIS = 900;

  /** The full pace where so many forks fit into the time with it, else the brisk one. */
  static Pace fitting(long forks) {
    return FULL.runMillis(forks) <= LIMIT_MILLIS ? FULL : BRISK;
  }

  /** The warm-ups of a cell: more where its threads count, bare, and outnumber the cores. */
  int warmUps(Cell cell, int cores) {
    boolean crowded = cell.question() == Question.COUNTS && cell.threads() > cores;
    int enough = (CROWDED_WARM_UP_MILLIS + warmUpMillis - 1) / warmUpMillis;
    return crowded ? Math.max(warmUps, enough) : warmUps;
  }

  /** How long a fork measures. */
  long millis() {
    return (long) warmUps * warmUpMillis + (long) iterations * iterationMillis;
  }

  /** About how long so many forks take, one after the other. */
  long runMillis(long forks) {
    return forks * (millis() + OVERHEAD_MILLIS);
  }
}
