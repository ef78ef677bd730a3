package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kernsync.kernel.trace.JsonTree;

/** Runs the command line in this process, with both streams captured. */
final class Cli {
  private Cli() {}

  /** What came of a command. */
  record Result(int code, String out, String err) {
    /** Bad input: exit code 2 and one sentence, which holds {@code fragment}, and nothing else. */
    Result assertRefused(String fragment) {
      assertThat(err).as("standard error").contains(fragment);
      assertThat(code).as("exit code").isEqualTo(2);
      assertThat(out).as("standard output").isEmpty();
      assertOneSentence();
      return this;
    }

    Result assertOneSentence() {
      assertThat(err)
          .startsWith("kernsync: ")
          .endsWith("\n")
          .doesNotContain("Exception", "\tat ", "null", "\u001b");
      assertThat(err.lines()).hasSize(1);
      return this;
    }

    /** A sound run. */
    Result assertFine() {
      assertThat(code).as(err).isZero();
      assertThat(out).contains("violations: none");
      return this;
    }
  }

  static Result run(String... args) {
    try {
      return capture(() -> Main.run(args));
    } catch (Exception impossible) { // Main answers with an exit code whatever happens
      throw new AssertionError(impossible);
    }
  }

  /** Captures what anything prints that answers with an exit code. */
  static Result capture(Callable<Integer> command) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = command.call();
      return new Result(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** A JSON report that a run has written. */
  record Report(Map<String, Object> fields) {
    static Report read(Path file) throws IOException {
      return new Report(JsonTree.object(Files.readAllBytes(file)));
    }

    List<Map<String, Object>> tasks() {
      return JsonTree.asObjects(fields.get("tasks"));
    }

    List<String> names() {
      return tasks().stream().map(task -> (String) task.get("name")).toList();
    }

    List<?> list(String field) {
      return (List<?>) fields.get(field);
    }

    /** No invariant failed, and no task was left out in the cold. */
    Report assertSound() {
      assertThat(list("violations")).isEmpty();
      assertThat(tasks()).isNotEmpty();
      assertThat(tasks())
          .as("every task has run")
          .allSatisfy(task -> assertThat((List<?>) task.get("cpusUsed")).isNotEmpty())
          .allSatisfy(task -> assertThat((long) task.get("switches")).isPositive());
      return this;
    }
  }
}
