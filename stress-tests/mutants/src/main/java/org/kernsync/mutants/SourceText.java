package org.kernsync.mutants;

/**
 * A Java source in which texts are found whatever comments and white space stand between their
 * signs, so that neither a comment nor the formatter breaks the catalogue.
 */
final class SourceText {
  private final String text;
  private final StringBuilder signs = new StringBuilder();
  private final int[] places; // of each sign in the text

  SourceText(String text) {
    this.text = text;
    this.places = new int[text.length()];
    collectSigns();
  }

  /** How often the other text stands in this one. */
  int count(String other) {
    String wanted = new SourceText(other).signs.toString();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("no text to look for in: " + other);
    }
    int count = 0;
    for (int at = signs.indexOf(wanted); at >= 0; at = signs.indexOf(wanted, at + 1)) {
      count++;
    }
    return count;
  }

  /** This text with another in the only place of the original. */
  String replaced(String original, String replacement) {
    int count = count(original);
    if (count != 1) {
      throw new IllegalArgumentException("stands there " + count + " times: " + original);
    }
    String wanted = new SourceText(original).signs.toString();
    int first = signs.indexOf(wanted);
    int end = places[first + wanted.length() - 1] + 1;
    return text.substring(0, places[first]) + replacement + text.substring(end);
  }

  private void collectSigns() {
    int at = 0;
    while (at < text.length()) {
      int after = endOfToken(at);
      boolean comment = text.startsWith("//", at) || text.startsWith("/*", at);
      if (!comment && !Character.isWhitespace(text.charAt(at))) {
        for (int i = at; i < after; i++) {
          places[signs.length()] = i;
          signs.append(text.charAt(i));
        }
      }
      at = after;
    }
  }

  /** The end of the comment or literal that begins here, else of one character. */
  private int endOfToken(int at) {
    if (text.startsWith("//", at)) {
      int line = text.indexOf('\n', at);
      return line < 0 ? text.length() : line;
    }
    if (text.startsWith("/*", at)) {
      return after(text.indexOf("*/", at + 2), 2);
    }
    if (text.startsWith("\"\"\"", at)) {
      return after(text.indexOf("\"\"\"", at + 3), 3);
    }
    char quote = text.charAt(at);
    return quote == '"' || quote == '\'' ? endOfLiteral(at, quote) : at + 1;
  }

  private int endOfLiteral(int at, char quote) {
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, text.length());
  }

  private int after(int found, int length) {
    return found < 0 ? text.length() : found + length;
  }
}
