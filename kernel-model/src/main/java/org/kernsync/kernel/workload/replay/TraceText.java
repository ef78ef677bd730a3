package org.kernsync.kernel.workload.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The lines of a trace file, read whole within a bound. */
final class TraceText {
  static final int MAX_BYTES = 64 << 20;
  static final String EXPECTED = "give a malloc trace in malloclab's .rep form";

  private TraceText() {}

  static List<String> read(Path file) throws ReplayException {
    String source = file.toString();
    if (Files.isDirectory(file)) {
      throw ReplayException.inFile(source, "this is a directory", "name a trace file in it");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
    if (bytes.length > MAX_BYTES) {
      throw ReplayException.inFile(
          source, "the file is longer than " + MAX_BYTES + " bytes", "split it");
    }
    return lines(source, bytes);
  }

  private static List<String> lines(String source, byte[] bytes) throws ReplayException {
    int line = 1;
    boolean blank = true;
    for (byte one : bytes) {
      boolean space = one == ' ' || one >= '\t' && one <= '\r';
      if (!space && (one <= ' ' || one == 0x7f)) { // beyond ASCII a byte is negative
        throw ReplayException.inLine(source, line, "this is not a text of ASCII", EXPECTED);
      }
      blank &= space;
      line += one == '\n' ? 1 : 0;
    }
    if (blank) {
      throw ReplayException.inFile(source, "the file is empty", EXPECTED);
    }
    return new String(bytes, StandardCharsets.US_ASCII).lines().toList();
  }

  private static ReplayException unreadable(String source, IOException e) {
    if (e instanceof NoSuchFileException) {
      return ReplayException.inFile(source, "there is no such file", "check the path");
    }
    if (e instanceof AccessDeniedException) {
      return ReplayException.inFile(
          source, "the file cannot be read: permission denied", "allow reading it");
    }
    String reason =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e.getMessage();
    return ReplayException.inFile(
        source, "the file cannot be read: " + reason, "check the path and its disk");
  }
}
