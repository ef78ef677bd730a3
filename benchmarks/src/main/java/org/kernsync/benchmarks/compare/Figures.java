package org.kernsync.benchmarks.compare;

import java.util.Locale;
import java.util.OptionalLong;

/** Numbers for people: two or three digits that count. */
final class Figures {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private Figures() {}

  /** A ratio: 0.97, 1.25, 12.5, 190. */
  static String ratio(double ratio) {
    String format = ratio < 9.995 ? "%.2f" : ratio < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, ratio);
  }

  /** A bound, as short as it was given: 2.0, 1.25. */
  static String bound(double bound) {
    return Double.toString(bound);
  }

  /** A duration in the unit that suits it; empty where there is none. */
  static String duration(OptionalLong nanos) {
    return nanos.isPresent() ? duration(nanos.getAsLong()) : "";
  }

  static String duration(long nanos) {
    if (nanos < MICRO) {
      return nanos + " ns";
    }
    if (nanos < MILLI) {
      return digits((double) nanos / MICRO) + " us";
    }
    return nanos < SECOND
        ? digits((double) nanos / MILLI) + " ms"
        : digits((double) nanos / SECOND) + " s";
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
  }
}
