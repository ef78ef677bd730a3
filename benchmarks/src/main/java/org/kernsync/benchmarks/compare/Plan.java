package org.kernsync.benchmarks.compare;

/**
 * How much of the comparisons is measured, and how often.
 *
 * @param rounds how many rounds
 * @param withReported whether what is only reported beside a judged trial takes part
 * @param withWaits whether waits are timed
 */
record Plan(int rounds, boolean withReported, boolean withWaits) {
  static Plan whole(int rounds) {
    return new Plan(rounds, true, true);
  }

  /** A quick look. */
  static Plan judged(int rounds) {
    return new Plan(rounds, false, true);
  }

  /** For the matrix, whose cells have one trial each. */
  static Plan ratiosOnly(int rounds) {
    return new Plan(rounds, false, false);
  }

  /** Whether a trial is measured at all. */
  boolean includes(Comparison comparison, Trial trial) {
    return withReported || trial.target().isJudged() || trial == comparison.judged();
  }
}
