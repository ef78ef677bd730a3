package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kernsync.kernel.trace.FtraceParser;
import org.kernsync.kernel.trace.JsonTree;
import org.kernsync.kernel.trace.SwitchChain;

/** What only a process of its own can show: exit codes of signals, and a JVM without our flags. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessTest {
  private static final List<String> FLAGS =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED");
  private static final List<String> RESET = List.of("env", "--default-signal=INT,TERM");

  @TempDir private Path folder;

  @BeforeEach
  void needSignals() {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    assumeFalse(windows, "there are no POSIX signals");
  }

  private Process start(List<String> flags, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    if (canReset()) { // whoever started this JVM may have told it to ignore Ctrl-C, which is
      // inherited
      command.addAll(RESET);
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectOutput(folder.resolve("stdout").toFile()).start();
  }

  private static boolean canReset() throws InterruptedException {
    List<String> probe = new ArrayList<>(RESET);
    probe.add("true");
    try {
      return new ProcessBuilder(probe).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Ctrl-C, and what {@code kill} sends: the model unwinds, everything there is gets written, and
   * the shell sees the code of the signal.
   */
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void demo_signalled_writesWhatItHas(String signal, int code) throws Exception {
    Path json = folder.resolve("out.json");
    Path text = folder.resolve("out.txt");
    Process process =
        start(
            FLAGS,
            "demo",
            "--duration",
            "600",
            "--json",
            json.toString(),
            "--ftrace",
            text.toString());
    StringBuilder err = new StringBuilder();
    try (BufferedReader lines = process.errorReader()) {
      String line;
      boolean sent = false;
      while ((line = lines.readLine()) != null) {
        err.append(line).append('\n');
        if (!sent && line.contains(" running, ")) { // the workload has been running for two seconds
          sent = true;
          new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
        }
      }
      assertThat(process.waitFor()).as(err.toString()).isEqualTo(code);
    } finally {
      process.destroyForcibly();
    }
    assertThat(err).doesNotContain("Exception", "\tat ", "violation");
    assertThat(Files.readString(folder.resolve("stdout")))
        .contains("metronome", "violations: none");
    Cli.Report report = Cli.Report.read(json).assertSound();
    assertThat(report.list("notes").toString()).contains("the run was stopped by a signal");
    assertThat((long) report.fields().get("wallNanos")).isGreaterThan(1_000_000_000L);
    SwitchChain.Result chain =
        SwitchChain.check(FtraceParser.parse(new StringReader(Files.readString(text))));
    assertThat(chain.violations()).isEmpty();
    assertThat(chain.pairs()).isPositive();
    try (var files = Files.list(folder)) {
      assertThat(files).as("no temporary file is left").hasSize(3);
    }
  }

  /** A JVM that does not open what the model needs is told so, in one sentence. */
  @Test
  void demo_jvmWithoutOurFlags_isRefusedInOneSentence() throws Exception {
    Process process = start(List.of("--enable-native-access=ALL-UNNAMED"), "demo");
    String err = new String(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor()).as(err).isEqualTo(2);
    assertThat(err).contains("./kernsync", "JDK 25").doesNotContain("\tat ");
    assertThat(err.lines()).hasSize(1);
  }

  /** The JSON may go to standard output; then nothing else does. */
  @Test
  void demo_jsonToStandardOutput_isAllThatIsThere() throws Exception {
    Process process = start(FLAGS, "demo", "--duration", "0.2", "--json", "/dev/stdout");
    String err = new String(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor()).as(err).isZero();
    assertThat(JsonTree.object(Files.readAllBytes(folder.resolve("stdout")))).containsKey("tasks");
    assertThat(err).contains("violations: none");
  }
}
