package org.kernsync.kernel.report;

import org.HdrHistogram.AbstractHistogram;

/**
 * A distribution of times, cut down to what fits a line.
 *
 * @param count how many times were measured
 * @param p50Nanos half of them took no longer
 * @param p95Nanos 95 of 100 took no longer
 * @param p99Nanos 99 of 100 took no longer
 * @param maxNanos none took longer
 */
public record Latency(long count, long p50Nanos, long p95Nanos, long p99Nanos, long maxNanos) {
  /** Nothing was measured. */
  public static final Latency NONE = new Latency(0, 0, 0, 0, 0);

  /**
   * Reads a histogram of nanoseconds.
   *
   * @param nanos the histogram, which nobody writes meanwhile
   * @return its percentiles, within the histogram's precision
   */
  public static Latency of(AbstractHistogram nanos) {
    if (nanos.getTotalCount() == 0) {
      return NONE;
    }
    return new Latency(
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50),
        nanos.getValueAtPercentile(95),
        nanos.getValueAtPercentile(99),
        nanos.getMaxValue());
  }
}
