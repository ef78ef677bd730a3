package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The packaged jar as a user runs it; first of all, the quick pass over the suite, and over some
 * families of the litmus tests.
 */
class JcstressQuickIT {
  /** As many tests as the suite has: one that is not listed would not be missed otherwise. */
  private static final int TESTS = 77;

  /** Of these, as many are broken copies. */
  private static final int TWINS = 36;

  /** All but the litmus tests. */
  private static final String CLAIMS = "^(?!org\\.kernsync\\.stress\\.litmus\\.)";

  /** Some families of them; the others take {@code ./kernsync stress -t litmus}. */
  private static final String LITMUS =
      "litmus\\.(StoreBuffering|StoreRaceThenRead|RoachMotel|IndependentReads)\\.";

  private static final long LIMIT_MINUTES = 12;

  private record Outcome(int exitCode, List<String> lines) {}

  /** All tests of a claim run, ours are green, every twin is red. */
  @Test
  void quickPass_allClaims_oursGreenTwinsRed() throws IOException, InterruptedException {
    Outcome outcome = run("quick", "--quick", "-t", CLAIMS);
    String summary = summaryOf(outcome);
    System.out.println("jcstress: " + summary);
    assertThat(outcome.lines()).filteredOn(line -> line.startsWith("FAILED")).isEmpty();
    assertThat(summary)
        .startsWith("executed " + TESTS + " of " + TESTS + " listed (0 need more than")
        .endsWith("twins red: " + TWINS + " of " + TWINS);
    assertThat(outcome.exitCode()).isZero();
  }

  /** What two actors can show of four families; what needs four of them is listed, and not run. */
  @Test
  void quickPass_litmusFamilies_allButFourActorsRun() throws IOException, InterruptedException {
    Outcome outcome = run("litmus", "--quick", "-t", LITMUS, "-c", "2");
    String summary = summaryOf(outcome);
    System.out.println("litmus: " + summary);
    assertThat(outcome.lines()).filteredOn(line -> line.startsWith("FAILED")).isEmpty();
    assertThat(summary)
        .isEqualTo("executed 12 of 14 listed (2 need more than 2 processors); twins red: 5 of 5");
    assertThat(outcome.exitCode()).isZero();
  }

  /** jcstress exits with 0 when no test matches; the runner with 3. */
  @Test
  void run_nothingMatches_exits3() throws IOException, InterruptedException {
    Outcome outcome = run("none", "--quick", "-t", "NoSuchTest");
    assertThat(outcome.lines()).contains("FAILED: no test is listed");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  /** A test of the real thing that is left out of the run is missed. */
  @Test
  void run_oneProcessor_twoActorsMissed() throws IOException, InterruptedException {
    Outcome outcome = run("one", "--quick", "-t", "Mutex_Exclusion", "-c", "1");
    assertThat(outcome.lines()).anyMatch(line -> line.endsWith("Mutex_Exclusion did not run"));
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  /** What jcstress does not understand is bad usage. */
  @Test
  void run_unknownOption_exits2() throws IOException, InterruptedException {
    assertThat(run("usage", "-nonsense").exitCode()).isEqualTo(2);
  }

  private static String summaryOf(Outcome outcome) {
    return outcome.lines().stream()
        .filter(line -> line.startsWith("executed "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no summary in " + outcome.lines()));
  }

  private static Outcome run(String name, String... options)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of("target", "jcstress", name));
    Path log = directory.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-cp", System.getProperty("kernsync.jcstress.jar"), JcstressRunner.class.getName()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("ends in time").isTrue();
      return new Outcome(process.exitValue(), Files.readAllLines(log));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
