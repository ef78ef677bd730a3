package org.kernsync.kernel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  @TempDir Path folder;

  private static OutputFiles.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void refuses(String path, String message) {
    try (OutputFiles files = new OutputFiles()) {
      assertThatThrownBy(() -> files.open("--json", path))
          .isInstanceOf(OutputException.class)
          .hasMessage(message)
          .message()
          .doesNotContain("\n");
      assertThat(files.has("--json")).isFalse();
    }
  }

  /** A file is there when it is whole; until then what was there before stays. */
  @Test
  void write_whole_replacesTheOldFile() throws Exception {
    Path target = folder.resolve("out.json");
    Files.writeString(target, "old");
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", target.toString());
      assertThat(target).hasContent("old");
      files.write(
          "--json",
          out -> {
            out.write("new".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(target).hasContent("old");
          });
      assertThat(target).hasContent("new");
    }
    assertThat(target).hasContent("new");
    assertThat(names()).containsExactly("out.json");
  }

  /** A folder that a run made and did not fill goes with it; one that was there stays. */
  @Test
  void close_unwrittenFolder_leavesNoTrace() throws Exception {
    Path there = Files.createDirectory(folder.resolve("there"));
    Files.writeString(there.resolve("stat"), "old");
    try (OutputFiles files = new OutputFiles()) {
      files.openFolder("--proc", folder.resolve("fresh").toString(), name -> false);
      files.openFolder("--more", there.toString(), name -> name.equals("stat"));
      assertThat(files.has("--proc")).isTrue();
      assertThat(names()).containsExactly("fresh", "there");
    }
    assertThat(names()).containsExactly("there");
    assertThat(there.resolve("stat")).hasContent("old");
  }

  /** A run that ends before it writes leaves nothing behind. */
  @Test
  void close_unwritten_leavesNoTrace() throws Exception {
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", folder.resolve("a").toString());
      files.open("--trace", folder.resolve("b").toString());
      assertThat(files.has("--json")).isTrue();
    }
    assertThat(names()).isEmpty();
  }

  /** Content that fails half-way leaves the old file, no half of a new one, and a sentence. */
  @Test
  void write_failing_keepsTheOldFile() throws Exception {
    Path target = folder.resolve("out.json");
    Files.writeString(target, "old");
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", target.toString());
      assertThatThrownBy(
              () ->
                  files.write(
                      "--json",
                      out -> {
                        out.write('x');
                        throw new IOException("no space left");
                      }))
          .isInstanceOf(OutputException.class)
          .hasMessage(
              "--json: "
                  + target.toRealPath()
                  + " could not be written (no space left); check the disk");
    }
    assertThat(target).hasContent("old");
    assertThat(names()).containsExactly("out.json");
  }

  /** Not only input and output may fail. */
  @Test
  void write_throwing_leavesNoTrace() throws Exception {
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", folder.resolve("out.json").toString());
      assertThatThrownBy(
              () ->
                  files.write(
                      "--json",
                      out -> {
                        throw new IllegalStateException("a bug");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(names()).isEmpty();
  }

  /** An interrupt of the writing thread, as after Ctrl-C, does not cost the output. */
  @Test
  void write_interrupted_isWhole() throws Exception {
    Path target = folder.resolve("out.json");
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", target.toString());
      Thread.currentThread().interrupt();
      files.write("--json", text("x".repeat(200_000)));
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(target).hasSize(200_000);
  }

  /** An option that was not given costs nothing. */
  @Test
  void open_null_isNoFile() throws Exception {
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", null);
      assertThat(files.has("--json")).isFalse();
      files.write("--json", text("x"));
    }
    assertThat(names()).isEmpty();
  }

  /** Each path that cannot be written is refused in one sentence that names the way out. */
  @Test
  void open_badPath_throwsOneSentence() throws Exception {
    refuses(folder.toString(), "--json: " + folder + " is a directory; name a file in it");
    String orphan = folder.resolve("no/such/out.json").toString();
    refuses(orphan, "--json: " + orphan + " lies in a folder that does not exist; create it first");
    Path file = Files.writeString(folder.resolve("file"), "");
    String below = file.resolve("out.json").toString();
    refuses(
        below, "--json: " + below + " lies below something that is no folder; choose another file");
    refuses(" ", "--json needs the name of a file, but got an empty one");
    refuses("a\0b", "--json: \"a\0b\" is no file name: Nul character not allowed; choose another");
    assertThat(names()).containsExactly("file");
  }

  /** A folder in which nobody may create files, not even the super-user. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void open_unwritableFolder_throwsOneSentence() {
    refuses(
        "/proc/out.json",
        "--json: /proc/out.json cannot be written; choose a file in a writable folder");
  }

  /** A write-protected file is not replaced behind its owner's back; the super-user may write. */
  @Test
  void open_writeProtectedFile_followsTheProtection() throws Exception {
    Path target = Files.writeString(folder.resolve("out.json"), "old");
    assertThat(target.toFile().setReadOnly()).isTrue();
    if (Files.isWritable(target)) {
      try (OutputFiles files = new OutputFiles()) {
        files.open("--json", target.toString());
        assertThat(files.has("--json")).isTrue();
      }
    } else {
      refuses(target.toString(), "--json: " + target + " is write-protected; choose another file");
    }
    assertThat(target).hasContent("old");
  }

  /** A full disk is found out when writing, and said. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void write_fullDisk_throwsOneSentence() throws Exception {
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", "/dev/full");
      assertThatThrownBy(() -> files.write("--json", text("x")))
          .isInstanceOf(OutputException.class)
          .hasMessage(
              "--json: /dev/full could not be written (No space left on device); check the disk");
    }
    assertThat(Path.of("/dev/full")).exists();
  }

  /** A device is written directly and stays a device; several outputs may go there. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void open_device_isWrittenDirectly() throws Exception {
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", "/dev/null");
      files.open("--trace", "/dev/null");
      files.write("--json", text("x"));
      files.write("--trace", text("y"));
    }
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    assertThat(Path.of("/dev/null")).exists();
  }

  /** Standard output that is redirected to a file is continued there, and the file stays itself. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void open_redirectedStandardOutput_continuesIt() throws Exception {
    Path redirected = folder.resolve("redirected");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WritesToStandardOutput.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(redirected.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(redirected).hasContent("before, the report, after");
    assertThat(process.exitValue()).isZero();
    assertThat(names()).containsExactly("redirected");
  }

  /** The program of the test above. */
  static final class WritesToStandardOutput {
    private WritesToStandardOutput() {}

    public static void main(String[] args) throws OutputException {
      System.out.print("before, ");
      System.out.flush();
      try (OutputFiles files = new OutputFiles()) {
        files.open("--json", "/dev/stdout");
        files.write("--json", text("the report, "));
      }
      System.out.print("after");
      System.out.flush();
    }
  }

  /** Two options that name one file would overwrite each other. */
  @Test
  void open_samePathTwice_throws() throws Exception {
    String path = folder.resolve("out.json").toString();
    String again = folder.resolve("./out.json").toString();
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", path);
      assertThatThrownBy(() -> files.open("--trace", again))
          .isInstanceOf(OutputException.class)
          .hasMessage("--json and --trace both name " + again + "; choose two different files");
      files.write("--json", text("x"));
    }
    assertThat(names()).containsExactly("out.json");
  }

  /** A link stays a link; what it points to is replaced. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void write_link_replacesItsTarget() throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", link.toString());
      files.write("--json", text("new"));
    }
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  /** Content may close what it got, as JSON generators do. */
  @Test
  void write_contentCloses_isWhole() throws Exception {
    Path target = folder.resolve("out.json");
    try (OutputFiles files = new OutputFiles()) {
      files.open("--json", target.toString());
      assertThatCode(
              () ->
                  files.write(
                      "--json",
                      (OutputStream out) -> {
                        try (out) {
                          out.write('x');
                        }
                      }))
          .doesNotThrowAnyException();
    }
    assertThat(target).hasContent("x");
  }
}
