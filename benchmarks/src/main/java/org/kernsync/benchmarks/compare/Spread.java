package org.kernsync.benchmarks.compare;

import java.util.Arrays;
import java.util.List;

/**
 * How the ratios of some rounds lie. Quartiles are interpolated between neighbours: of nine ratios
 * the lower one is the third smallest.
 *
 * @param smallest the smallest
 * @param lowerQuartile a quarter is below
 * @param median half is below
 * @param upperQuartile three quarters are below
 * @param largest the largest
 */
record Spread(
    double smallest, double lowerQuartile, double median, double upperQuartile, double largest) {

  /** Of at least one value. */
  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no values have no spread");
    }
    return new Spread(
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        sorted[sorted.length - 1]);
  }

  static double median(List<Double> values) {
    return of(values).median();
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  @Override
  public String toString() {
    return Arrays.toString(new double[] {smallest, lowerQuartile, median, upperQuartile, largest});
  }
}
