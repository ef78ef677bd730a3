package org.kernsync.kernel.workload.replay;

/**
 * Says why a trace cannot be played, in one sentence: {@code FILE:LINE: what is wrong; the way
 * out}. The line is missing where the file as a whole is at fault.
 */
public final class ReplayException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 60;

  ReplayException(String sentence) {
    super(sentence);
  }

  static ReplayException inFile(String source, String problem, String wayOut) {
    return new ReplayException(source + ": " + problem + "; " + wayOut);
  }

  static ReplayException inLine(String source, int line, String problem, String wayOut) {
    return new ReplayException(source + ":" + line + ": " + problem + "; " + wayOut);
  }

  /** What the user wrote, in quotes, clipped. */
  static String quoted(String text) {
    return '"' + (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text) + '"';
  }
}
