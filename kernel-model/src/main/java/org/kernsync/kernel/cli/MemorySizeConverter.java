package org.kernsync.kernel.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how much memory there shall be: a number, maybe with K, M or G behind it. */
final class MemorySizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMG]?)(?:I?B)?");
  private static final int SHIFT = 10;

  MemorySizeConverter() {}

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (size.matches()) {
      int shift = SHIFT * (size.group(2).isEmpty() ? 0 : 1 + "KMG".indexOf(size.group(2)));
      long number = Long.parseLong(size.group(1));
      long bytes = number << shift;
      if (bytes >> shift == number
          && bytes >= PhysicalMemory.SMALLEST_BYTES
          && bytes <= PhysicalMemory.LARGEST_BYTES) {
        return bytes;
      }
    }
    throw new TypeConversionException("'" + text + "' is no memory size from 16M to 64G");
  }
}
