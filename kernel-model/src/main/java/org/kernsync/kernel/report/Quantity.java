package org.kernsync.kernel.report;

import java.util.Locale;

/** Numbers as people read them in a table. */
final class Quantity {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private Quantity() {}

  static String millis(long nanos) {
    return threeDigits(nanos / NANOS_PER_MILLI);
  }

  static String micros(long nanos) {
    return threeDigits(nanos / NANOS_PER_MICRO);
  }

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f s", nanos / NANOS_PER_SECOND);
  }

  /** At least three significant digits, none after the point from 100 on, at most three there. */
  static String threeDigits(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size < 0.0005) {
      return "<0.001";
    }
    int decimals = size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static String percent(long part, long whole) {
    return whole <= 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100.0 * part / whole);
  }

  /** In full up to seven digits, then in millions or billions. */
  static String count(long value) {
    if (Math.abs(value) < 10_000_000) {
      return Long.toString(value);
    }
    return Math.abs(value) < 10_000_000_000L
        ? threeDigits(value / 1e6) + "M"
        : threeDigits(value / 1e9) + "G";
  }

  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** One line of printable characters, cut with an ellipsis where it is too long. */
  static String name(String text, int width) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(clean::appendCodePoint);
    if (clean.codePointCount(0, clean.length()) <= width) {
      return clean.toString();
    }
    return clean.substring(0, clean.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }
}
