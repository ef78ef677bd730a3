package org.kernsync.benchmarks.compare;

/**
 * What a ratio must reach.
 *
 * @param atLeast the bound
 * @param of which figure of the spread is held against it
 */
record Target(double atLeast, Figure of) {
  /** A figure of a spread. */
  enum Figure {
    LOWER_QUARTILE,
    MEDIAN,
    /** None: the ratio is reported and not judged. */
    NONE
  }

  static final Target REPORTED = new Target(Double.NaN, Figure.NONE);

  static Target lowerQuartile(double atLeast) {
    return new Target(atLeast, Figure.LOWER_QUARTILE);
  }

  static Target median(double atLeast) {
    return new Target(atLeast, Figure.MEDIAN);
  }

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
