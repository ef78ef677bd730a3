package org.kernsync.kernel.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a frame or a line that is rewritten in place goes.
 *
 * <p>On a terminal it uses four ANSI sequences: home, erase to the end of the line, erase below,
 * and hide or show the cursor. Anywhere else, and where {@code TERM} is {@code dumb}, it prints
 * plain lines.
 *
 * <p><b>Context:</b> one thread at a time.
 */
public final class Terminal {
  /** A standard stream of the process. */
  public enum Stream {
    /** Standard output. */
    OUT(1),
    /** Standard error. */
    ERR(2);

    private final int descriptor;

    Stream(int descriptor) {
      this.descriptor = descriptor;
    }
  }

  private static final String ESC = "\u001b[";
  private static final String HOME = ESC + "H";
  private static final String CLEAR = ESC + "2J";
  private static final String ERASE_LINE = ESC + "K";
  private static final String ERASE_BELOW = ESC + "J";
  private static final String HIDE_CURSOR = ESC + "?25l";
  private static final String SHOW_CURSOR = ESC + "?25h";
  private static final int DEFAULT_HEIGHT = 24;

  private final PrintStream out;
  private final boolean ansi;
  private final int width;
  private final int height;
  private boolean framed;
  private boolean lineOpen;

  Terminal(PrintStream out, boolean ansi, int width, int height) {
    this.out = out;
    this.ansi = ansi;
    this.width = width;
    this.height = height;
  }

  /**
   * A standard stream of this process.
   *
   * @param stream which one
   * @return a terminal that knows whether it is one
   */
  public static Terminal of(Stream stream) {
    Map<String, String> environment = System.getenv();
    boolean ansi = isTerminal(stream) && !"dumb".equals(environment.get("TERM"));
    int width = ReportTable.width(environment.get("COLUMNS"));
    int height = height(environment.get("LINES"));
    return new Terminal(stream == Stream.OUT ? System.out : System.err, ansi, width, height);
  }

  /**
   * Linux tells for each descriptor what it is; elsewhere the console says whether both standard
   * input and output are a terminal, which errs towards plain lines.
   */
  private static boolean isTerminal(Stream stream) {
    Path descriptor = Path.of("/proc/self/fd/" + stream.descriptor);
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }

  private static int height(String lines) {
    try {
      return lines == null ? DEFAULT_HEIGHT : Math.max(5, Integer.parseInt(lines.strip()));
    } catch (NumberFormatException e) {
      return DEFAULT_HEIGHT;
    }
  }

  /**
   * Whether text can be rewritten in place.
   *
   * @return false for files, pipes and dumb terminals
   */
  public boolean canRewrite() {
    return ansi;
  }

  /**
   * Columns available.
   *
   * @return at least 40
   */
  public int width() {
    return width;
  }

  /**
   * Lines available; a file has no end.
   *
   * @return at least 5
   */
  public int height() {
    return ansi ? height : Integer.MAX_VALUE;
  }

  /**
   * Shows a frame in place of the last one, or below it where that cannot be.
   *
   * @param frame lines that end in line breaks
   */
  public void frame(String frame) {
    if (!ansi) {
      out.print(frame);
    } else {
      String start = framed ? HOME : HIDE_CURSOR + CLEAR + HOME;
      framed = true;
      out.print(start + frame.replace("\n", ERASE_LINE + "\n") + ERASE_BELOW);
    }
    out.flush();
  }

  /**
   * Shows a line in place of the last one, or below it where that cannot be.
   *
   * @param line text without a line break
   */
  public void line(String line) {
    if (ansi) {
      out.print("\r" + Quantity.name(line, width - 1) + ERASE_LINE);
      lineOpen = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Leaves what is shown as it is and brings the cursor back; may be called more than once. */
  public void finish() {
    if (framed) {
      out.print(SHOW_CURSOR);
      framed = false;
    }
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
    out.flush();
  }
}
