package org.kernsync.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of Java in a page of documentation. What the page leaves out for its reader stands
 * before the block, in a comment that is not shown:
 *
 * <pre>
 * &lt;!-- given: long balance; --&gt;
 * ```java
 * balance += amount;
 * ```
 * </pre>
 *
 * @param page the page's file name
 * @param line the line of the opening fence, from 1
 * @param given declarations of members that the code refers to
 * @param code what the reader sees
 */
record Snippet(String page, int line, String given, String code) {
  private static final String GIVEN = "<!-- given:";
  private static final String GIVEN_END = "-->";
  private static final String FENCE = "```";

  /** All blocks of a page, in order. */
  static List<Snippet> of(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    List<Snippet> snippets = new ArrayList<>();
    StringBuilder given = new StringBuilder();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.startsWith(GIVEN)) {
        at = readGiven(lines, at, given);
      } else if (line.equals(FENCE + "java")) {
        int begin = at;
        StringBuilder code = new StringBuilder();
        while (!lines.get(++at).equals(FENCE)) {
          code.append(lines.get(at)).append('\n');
        }
        snippets.add(
            new Snippet(
                page.getFileName().toString(), begin + 1, given.toString(), code.toString()));
        given.setLength(0);
      }
      at++;
    }
    return snippets;
  }

  /** Appends a comment's text; returns the index of its last line. */
  private static int readGiven(List<String> lines, int first, StringBuilder given) {
    int at = first;
    String line = lines.get(at).substring(GIVEN.length());
    while (!line.contains(GIVEN_END)) {
      given.append(line).append('\n');
      line = lines.get(++at);
    }
    given.append(line, 0, line.indexOf(GIVEN_END)).append('\n');
    return at;
  }

  @Override
  public String toString() {
    return page + ":" + line;
  }
}
