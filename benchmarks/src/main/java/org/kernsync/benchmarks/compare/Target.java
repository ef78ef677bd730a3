package org.kernsync.benchmarks.compare;

/**
 * What a ratio must reach.
 *
 * @param atLeast the bound
 * @param of which figure of the spread is held against it
 * @param counts whether missing it is a failure; else the verdict is said, and no more
 */
record Target(double atLeast, Figure of, boolean counts) {
  /** A figure of a spread. */
  enum Figure {
    LOWER_QUARTILE,
    MEDIAN,
    /** None: the ratio is reported and not judged. */
    NONE
  }

  static final Target REPORTED = new Target(Double.NaN, Figure.NONE, false);

  static Target lowerQuartile(double atLeast) {
    return new Target(atLeast, Figure.LOWER_QUARTILE, true);
  }

  /** The same bound under other circumstances: shown with its verdict, which does not count. */
  static Target beside(double atLeast) {
    return new Target(atLeast, Figure.LOWER_QUARTILE, false);
  }

  static Target median(double atLeast) {
    return new Target(atLeast, Figure.MEDIAN, true);
  }

  /** Whether there is a bound, and so a verdict. */
  boolean isJudged() {
    return of != Figure.NONE;
  }

  Verdict judge(Spread ratios) {
    return switch (of) {
      case LOWER_QUARTILE -> Verdict.of(ratios.lowerQuartile() >= atLeast);
      case MEDIAN -> Verdict.of(ratios.median() >= atLeast);
      case NONE -> Verdict.REPORTED;
    };
  }
}
