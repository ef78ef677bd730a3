package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The packaged jar as a user runs it; first of all, the quick pass over all claims, and over some
 * families of the litmus tests.
 */
class JcstressQuickIT {
  /** All claims, and some families of litmus tests; the others take {@code -t litmus}. */
  private static final String SELECTED =
      "^org\\.kernsync\\.stress\\.("
          + "jcstress\\.|litmus\\.(StoreBuffering|StoreRaceThenRead|RoachMotel|IndependentReads)\\."
          + ")";

  /** The suite is larger: one that gets lost is missed by the tables, all at once by this. */
  private static final int AT_LEAST = 120;

  /** Of the twins that jcstress waits 30 s for, the one that runs here. */
  private static final String WAITS_HERE = "TicketSpinLock_WakeUp.Twin";

  /** The same again, of a type made after another: they take the long run. */
  private static final Pattern AGAIN =
      Pattern.compile("AtomicInt64_(FetchAdd|IncNotZero|DecIfPositive)|RefCount_DecAndMutexLock");

  private static final int CLAIMS_AGAIN = 4;

  private static final long LIMIT_MINUTES = 12;

  private record Outcome(int exitCode, List<String> lines) {}

  /** All that is not left out by name runs; ours is green, every twin is red. */
  @Test
  void quickPass_allClaims_oursGreenTwinsRed() throws IOException, InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    List<JcstressSuite.Test> listed = JcstressSuite.matching(SELECTED);
    List<JcstressSuite.Test> waiting =
        listed.stream().filter(test -> test.isTwin() && test.waits()).toList();
    List<JcstressSuite.Test> leftOut =
        listed.stream()
            .filter(test -> waiting.contains(test) || AGAIN.matcher(test.name()).find())
            .filter(test -> !test.name().endsWith(WAITS_HERE))
            .toList();
    assertThat(leftOut).hasSize(waiting.size() - 1 + 2 * CLAIMS_AGAIN);
    List<JcstressSuite.Test> tooLarge =
        listed.stream()
            .filter(test -> test.isTooLargeFor(processors) && !leftOut.contains(test))
            .toList();
    long twins =
        listed.stream()
            .filter(test -> test.isTwin() && !leftOut.contains(test) && !tooLarge.contains(test))
            .count();
    int executed = listed.size() - leftOut.size() - tooLarge.size();

    Outcome outcome =
        run(
            "quick",
            "--quick",
            "-iters",
            "1",
            "-t",
            SELECTED,
            "--without",
            JcstressSuite.only(leftOut));

    String summary = summaryOf(outcome);
    System.out.println("jcstress: " + summary);
    assertThat(outcome.lines()).filteredOn(line -> line.startsWith("FAILED")).isEmpty();
    assertThat(executed).isGreaterThanOrEqualTo(AT_LEAST);
    assertThat(summary)
        .isEqualTo(
            "executed %d of %d listed (%d need more than %d processors, %d left out);"
                    .formatted(executed, listed.size(), tooLarge.size(), processors, leftOut.size())
                + " twins red: %d of %d".formatted(twins, twins));
    assertThat(outcome.lines())
        .containsAll(tooLarge.stream().map(JcstressQuickIT::notRun).toList())
        .containsAll(leftOut.stream().map(test -> "left out: " + test.name()).toList());
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

  /** So is a part that there is not, which takes one sentence. */
  @Test
  void run_badShard_exits2() throws IOException, InterruptedException {
    Outcome outcome = run("shard", "--shard", "3/2");
    assertThat(outcome.lines())
        .containsExactly(
            "kernsync stress: --shard takes i/n with i from 1 to n, such as 1/4; not '3/2'");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  private static String notRun(JcstressSuite.Test test) {
    return "not run here: " + test.name() + ", " + test.actors() + " actors";
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
