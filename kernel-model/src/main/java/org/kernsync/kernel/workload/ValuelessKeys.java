package org.kernsync.kernel.workload;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Gives a value to keys that have none, such as {@code "suspend",}, which rt-app's published
 * workloads use and no JSON parser reads.
 *
 * <p>{@code :null} is inserted after each such key, and nothing else is touched. As insertions are
 * remembered, {@link #originalOffset} leads from any place in the new text back to the user's own.
 *
 * <p>A string is a key where an object is open and the last thing of meaning was its brace or a
 * comma; it has no value where the next thing of meaning is a comma or a closing brace. Strings and
 * comments are passed over whole, so nothing inside them counts. Text that is broken in other ways
 * is left for the JSON parser to refuse.
 */
final class ValuelessKeys {
  private static final String VALUE = ":null";

  private final String text;
  private final StringBuilder filled = new StringBuilder();
  private int[] insertedAt = new int[8];
  private int insertions;
  private int copied;

  ValuelessKeys(String text) {
    this.text = text;
    scan();
    filled.append(text, copied, text.length());
  }

  /** Returns the text in which every key has a value. */
  String filledText() {
    return filled.toString();
  }

  /** Returns the offset in the user's text of an offset in {@link #filledText()}. */
  int originalOffset(long filledOffset) {
    int found = Arrays.binarySearch(insertedAt, 0, insertions, (int) filledOffset);
    int before = found >= 0 ? found : -found - 1;
    long original = filledOffset - (long) before * VALUE.length();
    int floor = before == 0 ? 0 : insertedAt[before - 1] - (before - 1) * VALUE.length();
    return Math.clamp(original, floor, text.length());
  }

  private void scan() {
    BitSet objects = new BitSet();
    int depth = 0;
    boolean keyNext = false;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int next = i + 1;
      switch (c) {
        case '{', '[' -> {
          depth++;
          objects.set(depth, c == '{');
          keyNext = c == '{';
        }
        case '}', ']' -> {
          depth = Math.max(0, depth - 1);
          keyNext = false;
        }
        case ',' -> keyNext = objects.get(depth);
        case '"' -> {
          next = afterString(i);
          if (keyNext && endsMember(afterBlanks(next))) {
            insertAt(next);
          }
          keyNext = false;
        }
        case '/' -> next = Math.max(next, afterComment(i));
        default -> keyNext &= isBlank(c);
      }
      i = next;
    }
  }

  private boolean endsMember(int i) {
    return i < text.length() && (text.charAt(i) == ',' || text.charAt(i) == '}');
  }

  private void insertAt(int offset) {
    filled.append(text, copied, offset);
    if (insertions == insertedAt.length) {
      insertedAt = Arrays.copyOf(insertedAt, 2 * insertions);
    }
    insertedAt[insertions++] = filled.length();
    filled.append(VALUE);
    copied = offset;
  }

  private int afterBlanks(int from) {
    int i = from;
    while (i < text.length()) {
      int next = isBlank(text.charAt(i)) ? i + 1 : afterComment(i);
      if (next == i) {
        break;
      }
      i = next;
    }
    return i;
  }

  private int afterString(int quote) {
    int i = quote + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, text.length());
  }

  /** Returns the offset behind the comment that starts here, or this offset where none does. */
  private int afterComment(int start) {
    if (text.startsWith("/*", start)) {
      int end = text.indexOf("*/", start + 2);
      return end < 0 ? text.length() : end + 2;
    }
    if (text.startsWith("//", start)) {
      int i = start;
      while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
        i++;
      }
      return i;
    }
    return start;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
