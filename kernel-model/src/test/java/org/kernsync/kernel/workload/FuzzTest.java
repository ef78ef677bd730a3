package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever bytes come in, a workload or one well-formed sentence comes out, and soon. */
class FuzzTest {
  private static final int VARIANTS = 20_000;
  private static final String[] WORDS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "/*",
    "*/",
    "//",
    "\\",
    "null",
    "-1",
    "0",
    "1e9",
    "true",
    "99999999999999999999",
    "\"suspend\",",
    "\"lock\":\"shelf\",",
    "\"loop\":-1,",
    "\"phases\":{",
    "\u0000",
    "\u00ff",
    "\n",
    "\"x\":{}",
    "\"instance\":9999,",
    "\"cpus\":[1023],"
  };

  @Test
  void parse_mutatedDemo_givesAWorkloadOrOneSentence() throws IOException {
    byte[] demo = demo();
    Random random = new Random(6502);
    int[] accepted = new int[1];
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < VARIANTS; i++) {
            byte[] variant = demo;
            for (int n = random.nextInt(4); n >= 0; n--) {
              variant = mutate(variant, random);
            }
            accepted[0] += parses(variant, i) ? 1 : 0;
          }
        });
    assertThat(accepted[0]).as("accepted variants").isBetween(VARIANTS / 50, VARIANTS / 2);
  }

  private static boolean parses(byte[] variant, int number) {
    try {
      Workload workload =
          RtAppParser.parse("w.json", new ByteArrayInputStream(variant), SuspendRule.AUTO);
      assertThat(workload.threads()).isBetween(1, Workload.MAX_THREADS);
      return true;
    } catch (WorkloadException e) {
      assertThat(e.getMessage())
          .as("variant %d", number)
          .matches("w\\.json(:\\d+:\\d+)?: [^\\p{Cntrl}]+; [^\\p{Cntrl}]+");
      return false;
    }
  }

  private static byte[] mutate(byte[] text, Random random) {
    int at = random.nextInt(text.length);
    int length = Math.min(random.nextInt(1 + random.nextInt(60)), text.length - at);
    return switch (random.nextInt(6)) {
      case 0 -> splice(text, at, 1, new byte[] {(byte) random.nextInt(256)});
      case 1 -> splice(text, at, length, new byte[0]);
      case 2 -> splice(text, at, 0, Arrays.copyOfRange(text, at, at + length));
      case 3 -> {
        int from = random.nextInt(text.length - length + 1);
        yield splice(text, at, 0, Arrays.copyOfRange(text, from, from + length));
      }
      case 4 -> {
        String word = WORDS[random.nextInt(WORDS.length)];
        yield splice(text, at, random.nextInt(2), word.getBytes(StandardCharsets.ISO_8859_1));
      }
      default -> random.nextInt(8) == 0 ? Arrays.copyOf(text, Math.max(1, at)) : text;
    };
  }

  /** Returns the text with {@code removed} bytes at a place replaced by others. */
  private static byte[] splice(byte[] text, int at, int removed, byte[] inserted) {
    byte[] result = new byte[text.length - removed + inserted.length];
    System.arraycopy(text, 0, result, 0, at);
    System.arraycopy(inserted, 0, result, at, inserted.length);
    System.arraycopy(text, at + removed, result, at + inserted.length, text.length - at - removed);
    return result;
  }

  private static byte[] demo() throws IOException {
    try (InputStream in = RtAppParser.class.getResourceAsStream("demo.json")) {
      return in.readAllBytes();
    }
  }
}
