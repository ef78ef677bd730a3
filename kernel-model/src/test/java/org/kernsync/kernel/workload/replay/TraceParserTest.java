package org.kernsync.kernel.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound traces are read as they are, all others are refused with their line and a way out. */
class TraceParserTest {
  @TempDir private Path folder;

  private static AllocationTrace parse(String text) throws ReplayException {
    return TraceParser.parse("t.rep", text.lines().toList());
  }

  private static String operations(AllocationTrace trace) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < trace.length(); i++) {
      all.append((char) trace.kind(i)).append(trace.block(i)).append(':').append(trace.size(i));
      all.append('@').append(trace.line(i)).append(' ');
    }
    return all.toString().strip();
  }

  /** Every operation comes out with its block, size and line; numbers of blocks become dense. */
  @Test
  void parse_soundTrace_isReadAsItIs() throws ReplayException {
    AllocationTrace trace = parse("20000\n9\n4\n1\na 7 512\na 3 128\n\nr 7 640\nf 3\n");
    assertThat(operations(trace)).isEqualTo("a0:512@5 a1:128@6 r0:640@8 f1:0@9");
    assertThat(trace.heapBytes()).isEqualTo(20_000);
    assertThat(trace.length()).isEqualTo(4);
    assertThat(trace.blockCount()).isEqualTo(2);
    assertThat(trace.source()).isEqualTo("t.rep");
  }

  /** White space of any kind, numbers that share a line, signs and zeros in front are fine. */
  @Test
  void parse_otherSpelling_isTheSame() throws ReplayException {
    assertThat(operations(parse("  0 2\r\n3 1\r\n\ta\t0  007 \r\n a 1 +8\r\nf 0")))
        .isEqualTo("a0:7@3 a1:8@4 f0:0@5");
  }

  /** A number may be used again once its block is free; no bytes are taken as one. */
  @Test
  void parse_numberUsedAgainAndNoBytes_areFine() throws ReplayException {
    assertThat(operations(parse("0\n1\n4\n0\na 0 9\nf 0\na 0 0\nr 0 -0")))
        .isEqualTo("a0:9@5 f0:0@6 a0:1@7 r0:1@8");
  }

  /** Longer than the first room for operations. */
  @Test
  void parse_longTrace_isWhole() throws ReplayException {
    StringBuilder text = new StringBuilder("0\n2000\n4000\n1\n");
    for (int i = 0; i < 2_000; i++) {
      text.append("a ").append(i).append(" 8\n");
    }
    for (int i = 0; i < 2_000; i++) {
      text.append("f ").append(i).append('\n');
    }
    AllocationTrace trace = parse(text.toString());
    assertThat(trace.length()).isEqualTo(4_000);
    assertThat(trace.block(3_999)).isEqualTo(1_999);
    assertThat(trace.line(3_999)).isEqualTo(4_004);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f 7                 | t.rep:5: block 7 is beyond the 2 blocks that the file announces",
        "f 1                 | t.rep:5: block 1 is freed, but was never allocated; allocate it",
        "r 1 5               | t.rep:5: block 1 is resized, but was never allocated",
        "a 0 5/f 0/f 0       | t.rep:7: block 0 is freed, but line 6 has freed it; drop one",
        "a 0 5/f 0/r 0 9     | t.rep:7: block 0 is resized, but line 6 has freed it",
        "a 0 5/a 0 5         | t.rep:6: block 0 is allocated already; free it first",
        "a 0 -5              | t.rep:5: the size is negative: \"-5\"; write 0 or more",
        "a -1 5              | t.rep:5: the number of the block is negative: \"-1\"",
        "a 0 4194305         | t.rep:5: the size is more than 4194304: \"4194305\"",
        "a 0 99999999999999999999999 | t.rep:5: the size is more than 4194304",
        "a 99999999999999999999999 1 | t.rep:5: the number of the block is more than 2147483647",
        "a 0 five            | t.rep:5: the size is no number: \"five\"; write digits only",
        "a 0 1e3             | t.rep:5: the size is no number",
        "a 0 5.0             | t.rep:5: the size is no number",
        "a 0                 | t.rep:5: something is missing in \"a 0\"; write a ID SIZE",
        "f                   | t.rep:5: something is missing in \"f\"; write f ID",
        "a 0 5 6             | t.rep:5: there is too much in \"a 0 5 6\"; write a ID SIZE",
        "m 0 5               | t.rep:5: there is no operation \"m\"; name a, r or f",
        "A 0 5               | t.rep:5: there is no operation \"A\"",
        "a 0 5/a 1 5         | t.rep:6: the file ends after 2 of the 3 operations",
        "a 0 1/f 0/a 1 1/f 1 | t.rep:8: there are more than the 3 operations",
      })
  void parse_badOperation_isNamedWithItsLine(String lines, String sentence) {
    assertThatThrownBy(() -> parse("0\n2\n3\n1\n" + lines.replace('/', '\n')))
        .isInstanceOf(ReplayException.class)
        .hasMessageStartingWith(sentence)
        .hasMessageContaining("; ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello               | t.rep:1: the size of the heap is no number: \"hello\"",
        "0/two               | t.rep:2: the number of blocks is no number",
        "-1                  | t.rep:1: the size of the heap is negative",
        "0/0                 | t.rep:2: the number of blocks is 0; there is nothing to play",
        "0/1/0               | t.rep:3: the number of operations is 0",
        "0/1/99999999999     | t.rep:3: the number of operations is more than 2147483647",
        "0/1/1               | t.rep:3: the file ends before its weight; begin it with the four",
        "0                   | t.rep:1: the file ends before its number of blocks",
        "0 1 1 1 a 0 1       | t.rep:1: the line goes on after the weight: \"a\"",
        "0/1/2147483647/1/a 0 1 | t.rep:5: the file ends after 1 of the 2147483647 operations",
      })
  void parse_badHeader_isNamedWithItsLine(String lines, String sentence) {
    assertThatThrownBy(() -> parse(lines.replace('/', '\n')))
        .isInstanceOf(ReplayException.class)
        .hasMessageStartingWith(sentence);
  }

  /** A trace that is cut off anywhere is never taken for a whole one. */
  @Test
  void parse_cutAnywhere_isRefused() throws ReplayException {
    String text = "0\n2\n4\n1\na 0 512\na 1 128\nf 0\nf 1";
    assertThat(parse(text).length()).isEqualTo(4);
    for (int end = 1; end < text.length(); end++) {
      String part = text.substring(0, end);
      assertThatThrownBy(() -> parse(part)).as(part).isInstanceOf(ReplayException.class);
    }
  }

  /** What is no text of a trace at all. */
  @Test
  void parse_filesThatAreNone_areNamed() throws IOException {
    Path file = folder.resolve("t.rep");
    assertRefused(file, "t.rep: there is no such file; check the path");
    assertRefused(folder, ": this is a directory; name a trace file in it");
    Files.writeString(file, " \n\t\r\n");
    assertRefused(file, "t.rep: the file is empty; give a malloc trace");
    Files.write(file, new byte[0]);
    assertRefused(file, "t.rep: the file is empty");
    Files.write(file, new byte[] {'0', '\n', '1', 0, '\n'});
    assertRefused(file, "t.rep:2: this is not a text of ASCII");
    Files.writeString(file, "0\n1\n1\n1\na \u00e9 1\n");
    assertRefused(file, "t.rep:5: this is not a text of ASCII");
    byte[] large = new byte[TraceText.MAX_BYTES + 1];
    Arrays.fill(large, (byte) '\n');
    Files.write(file, large);
    assertRefused(file, "t.rep: the file is longer than 67108864 bytes");
  }

  private static void assertRefused(Path file, String fragment) {
    assertThatThrownBy(() -> TraceParser.parse(file))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining(fragment);
  }
}
