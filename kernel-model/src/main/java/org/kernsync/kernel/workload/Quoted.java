package org.kernsync.kernel.workload;

/**
 * Text of the user inside a sentence of ours: clipped, and without anything that moves a cursor.
 */
final class Quoted {
  private static final int MAX_SHOWN = 60;
  private static final int MAX_PATH_SHOWN = 300;

  private Quoted() {}

  /** Returns the text in double quotes, clipped to what a reader needs to find it again. */
  static String of(String text) {
    return '"' + clean(text, MAX_SHOWN) + '"';
  }

  /** Returns a file's name without quotes. */
  static String bare(String text) {
    return clean(text, MAX_PATH_SHOWN);
  }

  /** Tells whether a name can stand in a trace line, a table and a terminal as it is. */
  static boolean isPrintable(String text) {
    return text.codePoints().allMatch(Quoted::isPrintable);
  }

  private static String clean(String text, int limit) {
    StringBuilder out = new StringBuilder();
    int shown = 0;
    for (int i = 0; i < text.length(); shown++) {
      if (shown == limit) {
        return out.append("...").toString();
      }
      int point = text.codePointAt(i);
      if (isPrintable(point)) {
        out.appendCodePoint(point);
      } else {
        out.append(String.format("\\u%04x", point));
      }
      i += Character.charCount(point);
    }
    return out.toString();
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
