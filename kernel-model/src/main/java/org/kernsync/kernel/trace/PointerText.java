package org.kernsync.kernel.trace;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Objects in a trace: 16 hexadecimal digits, as {@code %p} prints them. */
final class PointerText {
  static final String PATTERN = "(?:0x)?[0-9a-f]{1,16}";
  private static final int HEX = 16;

  private PointerText() {}

  static StringBuilder append(StringBuilder out, long pointer) {
    return out.append(HexFormat.of().toHexDigits(pointer));
  }

  static long parse(Matcher matcher, String group) {
    String text = matcher.group(group);
    return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, HEX);
  }

  /** Matches the arguments of a tracepoint, or says that they are none of it. */
  static Matcher match(Pattern pattern, String args) {
    Matcher matcher = pattern.matcher(args);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("arguments do not fit the tracepoint");
    }
    return matcher;
  }
}
