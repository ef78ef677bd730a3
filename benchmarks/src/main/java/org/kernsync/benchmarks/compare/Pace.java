package org.kernsync.benchmarks.compare;

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

  /** For a first look. */
  static final Pace QUICK = new Pace(1, 150, 2, 150);

  long millis() {
    return (long) warmUps * warmUpMillis + (long) iterations * iterationMillis;
  }
}
