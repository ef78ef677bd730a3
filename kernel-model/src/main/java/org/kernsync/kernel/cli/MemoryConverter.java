package org.kernsync.kernel.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size of memory, such as 256M or 4G, as bytes. */
final class MemoryConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,11})(?:([KMG])I?)?B?");

  MemoryConverter() {}

  @Override
  public Long convert(String size) {
    Matcher matcher = SIZE.matcher(size.strip().toUpperCase(Locale.ROOT));
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      int shift =
          switch (matcher.group(2)) {
            case null -> 0;
            case "K" -> 10;
            case "M" -> 20;
            default -> 30;
          };
      boolean inRange =
          number << shift >>> shift == number
              && number << shift >= PhysicalMemory.SMALLEST_BYTES
              && number << shift <= PhysicalMemory.LARGEST_BYTES;
      if (inRange) {
        return number << shift;
      }
    }
    throw new TypeConversionException(
        "'%s' is no size of memory from 16M to 64G; write it like 256M or 4G".formatted(size));
  }
}
