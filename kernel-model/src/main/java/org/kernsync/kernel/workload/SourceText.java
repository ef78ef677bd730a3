package org.kernsync.kernel.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The text of one workload file: read whole within a bound, known to be text, aware of its lines.
 */
final class SourceText {
  static final int MAX_BYTES = 4 << 20;

  private static final String EXPECTED = "give a workload in rt-app's JSON dialect";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String text;
  private final int[] lineStarts;

  private SourceText(String text) {
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  /** Reads a file. */
  static SourceText read(Path file, Diagnostics diagnostics) throws WorkloadException {
    if (Files.isDirectory(file)) {
      throw diagnostics.error("this is a directory", "name a workload file in it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, diagnostics);
    } catch (IOException e) {
      throw unreadable(e, diagnostics);
    }
  }

  /** Reads UTF-8 bytes up to the end of the stream, which stays open. */
  static SourceText read(InputStream in, Diagnostics diagnostics) throws WorkloadException {
    try {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw tooLong(diagnostics);
      }
      return checked(decode(bytes, diagnostics), diagnostics);
    } catch (IOException e) {
      throw unreadable(e, diagnostics);
    }
  }

  /** Reads characters up to the end of the reader, which stays open. */
  static SourceText read(Reader in, Diagnostics diagnostics) throws WorkloadException {
    StringBuilder all = new StringBuilder();
    char[] chunk = new char[8192];
    try {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        all.append(chunk, 0, n);
        if (all.length() > MAX_BYTES) {
          throw tooLong(diagnostics);
        }
      }
    } catch (IOException e) {
      throw unreadable(e, diagnostics);
    }
    return checked(all.toString(), diagnostics);
  }

  String text() {
    return text;
  }

  /** Returns line and column of an offset into {@link #text()}; its end has a place too. */
  Location at(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Location(line + 1, offset - lineStarts[line] + 1);
  }

  private static SourceText checked(String text, Diagnostics diagnostics) throws WorkloadException {
    String body = text.startsWith("" + BYTE_ORDER_MARK) ? text.substring(1) : text;
    if (body.isBlank()) {
      throw diagnostics.error("the file is empty", EXPECTED);
    }
    int nul = body.indexOf('\0');
    if (nul >= 0) {
      throw diagnostics.error("this is not text: it holds a zero byte", EXPECTED);
    }
    return new SourceText(body);
  }

  private static String decode(byte[] bytes, Diagnostics diagnostics) throws WorkloadException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw diagnostics.error("this is not UTF-8 text", EXPECTED);
    }
  }

  private static WorkloadException tooLong(Diagnostics diagnostics) {
    return diagnostics.error(
        "the file is longer than " + MAX_BYTES + " bytes", "split it into smaller workloads");
  }

  private static WorkloadException unreadable(IOException e, Diagnostics diagnostics) {
    if (e instanceof NoSuchFileException) {
      return diagnostics.error("there is no such file", "check the path");
    }
    if (e instanceof AccessDeniedException) {
      return diagnostics.error("the file cannot be read: permission denied", "allow reading it");
    }
    String reason =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e.getMessage();
    String shown = reason == null ? e.getClass().getSimpleName() : Quoted.bare(reason);
    return diagnostics.error("the file cannot be read: " + shown, "check the path and its disk");
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      if (endsLine(text, i)) {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * lines);
        }
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  /** A line ends at a line feed, or at a carriage return that no line feed follows. */
  private static boolean endsLine(String text, int i) {
    char c = text.charAt(i);
    return c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
  }
}
