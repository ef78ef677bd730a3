package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code AtomicInt32} and {@code AtomicInt64} are one text in two widths. Change the first, print
 * the second with {@link #main}, format it.
 */
class AtomicWidthsTest {
  private static final Map<String, String> WIDER = new LinkedHashMap<>();

  static {
    WIDER.put("AtomicInt32", "AtomicInt64");
    WIDER.put("AtomicInteger", "AtomicLong");
    WIDER.put("Integer", "Long");
    WIDER.put("32-bit", "64-bit");
    WIDER.put("\\batomic_t\\b", "atomic64_t");
    // The order of an operation is an int in both.
    WIDER.put("\\bint\\b(?! (order|RELAXED|ACQUIRE|RELEASE|FULL)\\b)", "long");
  }

  /** The sources are equal after the change of width: neither was edited without the other. */
  @Test
  void sources_widened_equal() throws IOException {
    String narrow = source("AtomicInt32");
    String wide = source("AtomicInt64");
    assertThat(narrow).contains("tryCmpxchgRelease"); // it is the file that is meant
    assertThat(unformatted(wide)).isEqualTo(unformatted(widened(narrow)));
  }

  /** The comparison sees a single changed sign, and a type that was not widened. */
  @Test
  void sources_oneSignChanged_notEqual() throws IOException {
    String narrow = source("AtomicInt32");
    String wide = source("AtomicInt64");
    String signChanged = wide.replaceFirst("old > 0", "old >= 0");
    String typeChanged = wide.replaceFirst("long delta", "int delta");
    assertThat(unformatted(signChanged)).isNotEqualTo(unformatted(widened(narrow)));
    assertThat(unformatted(typeChanged)).isNotEqualTo(unformatted(widened(narrow)));
  }

  private static String widened(String text) {
    String wider = text;
    for (Map.Entry<String, String> rule : WIDER.entrySet()) {
      wider = wider.replaceAll(rule.getKey(), rule.getValue());
    }
    return wider;
  }

  /** Without line breaks and what the formatter puts around them: words are longer by a letter. */
  private static String unformatted(String text) {
    return text.replaceAll("(?m)^ *(\\*|//) ", "").replaceAll("\\s+", "");
  }

  private static String source(String type) throws IOException {
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    return Files.readString(
        module.resolve("src/main/java/org/kernsync/atomic").resolve(type + ".java"));
  }

  /** Prints what {@code AtomicInt64.java} should be, but for line breaks. */
  public static void main(String[] arguments) throws IOException {
    System.out.print(widened(source("AtomicInt32")));
  }
}
