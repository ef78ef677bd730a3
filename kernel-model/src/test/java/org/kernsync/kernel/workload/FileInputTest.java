package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no readable text is refused before anybody looks for JSON in it. */
class FileInputTest {
  private static final String GOOD = "{\"tasks\":{\"t\":{\"run\":1}}}";

  @TempDir private Path folder;

  @Test
  void parse_goodFile_isNamedAfterItsPath() throws Exception {
    Path file = Files.writeString(folder.resolve("good.json"), GOOD);
    Workload workload = RtAppParser.parse(file, SuspendRule.AUTO);
    assertThat(workload.source()).isEqualTo(file.toString());
    assertThat(workload.tasks()).hasSize(1);
  }

  @Test
  void parse_missingFile_isNamed() {
    Path file = folder.resolve("no.json");
    assertThat(refusal(file)).isEqualTo(file + ": there is no such file; check the path");
    assertThat(refusal(folder.resolve("no/no.json"))).contains("there is no such file");
  }

  @Test
  void parse_directory_isNamed() {
    assertThat(refusal(folder))
        .isEqualTo(folder + ": this is a directory; name a workload file in it");
  }

  @Test
  void parse_pathThatTheSystemRefuses_isNamed() {
    assertThat(refusal(folder.resolve("x".repeat(3000))))
        .contains(": the file cannot be read: ")
        .endsWith("; check the path and its disk");
  }

  @Test
  void parse_unreadableStream_isNamed() {
    assertThat(refusal(failing(new IOException("disk\non fire"))))
        .isEqualTo("in: the file cannot be read: disk\\u000aon fire; check the path and its disk");
    assertThat(refusal(failing(new AccessDeniedException("in"))))
        .isEqualTo("in: the file cannot be read: permission denied; allow reading it");
    assertThat(refusal(failing(new IOException())))
        .isEqualTo("in: the file cannot be read: IOException; check the path and its disk");
  }

  @Test
  void parse_unreadableReader_isNamed() {
    Reader reader =
        new Reader() {
          @Override
          public int read(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("gone");
          }

          @Override
          public void close() {}
        };
    WorkloadException refused =
        catchThrowableOfType(
            WorkloadException.class, () -> RtAppParser.parse("in", reader, SuspendRule.AUTO));
    assertThat(refused)
        .hasMessage("in: the file cannot be read: gone; check the path and its disk");
  }

  @Test
  void parse_emptyFile_isNamed() {
    String sentence = "in: the file is empty; give a workload in rt-app's JSON dialect";
    assertThat(refusal(bytes(""))).isEqualTo(sentence);
    assertThat(refusal(bytes(" \n\t "))).isEqualTo(sentence);
    assertThat(refusal(bytes("\uFEFF"))).isEqualTo(sentence);
  }

  @Test
  void parse_binaryFile_isNamed() {
    assertThat(refusal(bytes("\u007fELF\u0002\u0001\u0000\u0000")))
        .isEqualTo(
            "in: this is not text: it holds a zero byte; give a workload in rt-app's JSON dialect");
    assertThat(refusal(new ByteArrayInputStream(new byte[] {'{', (byte) 0xff, '}'})))
        .isEqualTo("in: this is not UTF-8 text; give a workload in rt-app's JSON dialect");
    assertThat(refusal(new ByteArrayInputStream(GOOD.getBytes(StandardCharsets.UTF_16LE))))
        .contains("this is not text");
  }

  @Test
  void parse_everyTruncation_isRefusedAsCutShortOrIncomplete() {
    for (int length = 1; length < GOOD.length(); length++) {
      assertThat(refusal(bytes(GOOD.substring(0, length))))
          .as("first %d characters", length)
          .startsWith("in:1:")
          .containsAnyOf("the file ends in the middle of a value", "this is not JSON");
    }
    assertThat(refusal(bytes("{\"tasks\" : {\n")))
        .isEqualTo(
            "in:2:1: the file ends in the middle of a value; it looks cut short, so get it whole");
  }

  @Test
  void parse_byteOrderMark_isSkippedAndNotCounted() throws WorkloadException {
    Workload workload = RtAppParser.parse("in", bytes("\uFEFF" + GOOD), SuspendRule.AUTO);
    assertThat(workload.tasks().get(0).location()).isEqualTo(new Location(1, 11));
  }

  @Test
  void parse_tooLongFile_isRefused() {
    String padding = " ".repeat(SourceText.MAX_BYTES);
    assertThat(refusal(bytes(GOOD + padding)))
        .isEqualTo("in: the file is longer than 4194304 bytes; split it into smaller workloads");
  }

  @Test
  void parse_tooDeepOrTooLongValues_areRefused() {
    String limits =
        "this is nested too deep or too long; at most 32 levels, 4096 characters in a string and"
            + " 100 digits in a number are read";
    assertThat(refusal(bytes("[".repeat(100_000)))).startsWith("in:1:").endsWith(limits);
    assertThat(refusal(bytes("{\"a\":".repeat(100_000)))).endsWith(limits);
    assertThat(refusal(bytes("{\"tasks\":\"" + "x".repeat(50_000) + "\"}"))).endsWith(limits);
    assertThat(refusal(bytes("{\"" + "x".repeat(50_000) + "\":1}"))).endsWith(limits);
    assertThat(refusal(bytes("{\"tasks\":" + "1".repeat(50_000) + "}"))).endsWith(limits);
  }

  @Test
  void parse_valuesUpToTheLimits_areRead() throws WorkloadException {
    String limits = "this is nested too deep or too long";
    assertThat(accepts("[".repeat(31) + "]".repeat(31))).isTrue();
    assertThat(refusal(bytes(beside("[".repeat(32) + "]".repeat(32))))).contains(limits);
    assertThat(accepts('"' + "x".repeat(4096) + '"')).isTrue();
    assertThat(refusal(bytes(beside('"' + "x".repeat(4097) + '"')))).contains(limits);
    assertThat(accepts("1".repeat(100))).isTrue();
    assertThat(refusal(bytes(beside("1".repeat(101))))).contains(limits);
  }

  private static boolean accepts(String value) throws WorkloadException {
    return RtAppParser.parse("in", bytes(beside(value)), SuspendRule.AUTO).threads() == 1;
  }

  /** Returns a good workload with one more value, under a key that nobody knows. */
  private static String beside(String value) {
    return GOOD.substring(0, GOOD.length() - 1) + ",\"x\":" + value + "}";
  }

  private static String refusal(Path file) {
    WorkloadException refused =
        catchThrowableOfType(
            WorkloadException.class, () -> RtAppParser.parse(file, SuspendRule.AUTO));
    return refused.getMessage();
  }

  private static String refusal(InputStream in) {
    WorkloadException refused =
        catchThrowableOfType(
            WorkloadException.class, () -> RtAppParser.parse("in", in, SuspendRule.AUTO));
    return refused.getMessage();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream failing(IOException failure) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw failure;
      }
    };
  }
}
