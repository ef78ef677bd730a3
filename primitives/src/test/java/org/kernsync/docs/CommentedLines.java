package org.kernsync.docs;

import java.util.ArrayList;
import java.util.List;

/** The line comments of a source, by line. */
final class CommentedLines {
  private record Line(String code, String comment, int column) {
    boolean onlyComment() {
      return comment != null && code.isBlank();
    }
  }

  private final List<Line> lines = new ArrayList<>();

  CommentedLines(String source) {
    boolean inBlock = false;
    for (String text : source.lines().toList()) {
      int comment = -1;
      boolean inString = false;
      for (int i = 0; i < text.length() && comment < 0; i++) {
        char c = text.charAt(i);
        if (inBlock) {
          if (text.startsWith("*/", i)) {
            inBlock = false;
            i++;
          }
        } else if (inString) {
          if (c == '\\') {
            i++;
          } else if (c == '"') {
            inString = false;
          }
        } else if (text.startsWith("'\"'", i)) {
          i += 2;
        } else if (c == '"') {
          inString = true;
        } else if (text.startsWith("/*", i)) {
          inBlock = true;
          i++;
        } else if (text.startsWith("//", i)) {
          comment = i;
        }
      }
      lines.add(
          comment < 0
              ? new Line(text, null, 0)
              : new Line(text.substring(0, comment), text.substring(comment + 2).strip(), comment));
    }
  }

  int size() {
    return lines.size();
  }

  /** The first line of the comment that a statement in these lines has. */
  int start(int first) {
    int from = first;
    while (from > 1 && line(from - 1).onlyComment() && !continues(from - 1)) {
      from--;
    }
    return from;
  }

  /** The last one. */
  int end(int last) {
    int to = last;
    while (to < lines.size() && continues(to + 1)) {
      to++;
    }
    return to;
  }

  /** Whether the line is the rest of a comment that began behind code, aligned with it. */
  private boolean continues(int number) {
    Line line = line(number);
    if (!line.onlyComment()) {
      return false;
    }
    int above = number - 1;
    while (above >= 1 && line(above).onlyComment() && line(above).column == line.column) {
      above--;
    }
    return above >= 1
        && line(above).comment != null
        && !line(above).onlyComment()
        && line(above).column <= line.column;
  }

  /** All that is said in these lines: comments of their own first, then those behind code. */
  String comment(int first, int last) {
    List<String> parts = new ArrayList<>();
    String before = null;
    for (int i = start(first); i <= end(last); i++) {
      String comment = line(i).comment;
      if (comment != null) {
        boolean onward = before != null && (line(i).onlyComment());
        if (onward) {
          parts.set(parts.size() - 1, before + " " + comment);
        } else {
          parts.add(comment);
        }
        before = parts.get(parts.size() - 1);
      } else {
        before = null;
      }
    }
    return String.join("; ", parts);
  }

  boolean hasComment(int number) {
    return line(number).comment != null;
  }

  String text(int number) {
    return line(number).comment;
  }

  private Line line(int number) {
    return lines.get(number - 1);
  }
}
