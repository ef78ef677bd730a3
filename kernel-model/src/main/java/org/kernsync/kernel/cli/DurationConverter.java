package org.kernsync.kernel.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of seconds, fractions allowed, as nanoseconds. */
final class DurationConverter implements ITypeConverter<Long> {
  private static final BigDecimal SHORTEST = new BigDecimal("0.000001");
  private static final BigDecimal LONGEST = new BigDecimal(Integer.MAX_VALUE);
  private static final int NANO_DIGITS = 9;

  DurationConverter() {}

  @Override
  public Long convert(String seconds) {
    try {
      BigDecimal value = new BigDecimal(seconds.strip());
      if (value.compareTo(SHORTEST) >= 0 && value.compareTo(LONGEST) <= 0) {
        return value.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact();
      }
    } catch (NumberFormatException _) {
      // "NaN", "Infinity" and "ten" come here, too
    }
    throw new TypeConversionException(
        "'%s' is no number of seconds from %s to %s"
            .formatted(seconds, SHORTEST.toPlainString(), LONGEST));
  }
}
