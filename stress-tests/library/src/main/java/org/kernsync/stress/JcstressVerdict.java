package org.kernsync.stress;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/**
 * What a jcstress run showed, held against what it should have shown: every listed test ran, no
 * test of the real thing had a forbidden outcome or an error, and every broken twin had a forbidden
 * outcome.
 */
public final class JcstressVerdict {
  /** What the configurations of one test showed, added up. */
  private static final class Tally {
    int configurations;
    long samples;
    long forbidden;
    long interesting;
    final TreeSet<String> forbiddenStates = new TreeSet<>();
    final TreeSet<String> errors = new TreeSet<>();

    void add(TestResult result) {
      configurations++;
      samples += result.getTotalCount();
      if (result.status() != Status.NORMAL) {
        errors.add(result.status() + " " + result.getMessages());
      }
      for (GradingResult state : result.grading().gradingResults.values()) {
        if (state.expect == Expect.FORBIDDEN && state.count > 0) {
          forbidden += state.count;
          forbiddenStates.add("[" + state.id + "]");
        } else if (state.expect == Expect.ACCEPTABLE_INTERESTING) {
          interesting += state.count;
        }
      }
    }
  }

  private static final Pattern PACKAGES = Pattern.compile("^(\\p{Lower}\\w*\\.)+");

  private final List<JcstressSuite.Test> listed;
  private final List<JcstressSuite.Test> leftOut;
  private final int processors;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private JcstressVerdict(
      List<JcstressSuite.Test> listed, List<JcstressSuite.Test> leftOut, int processors) {
    this.listed = listed;
    this.leftOut = leftOut;
    this.processors = processors;
  }

  /**
   * Judges a run.
   *
   * @param listed the tests that were to run
   * @param leftOut those of them that were not to run after all
   * @param results what jcstress wrote down, one per test and configuration
   * @param processors how many it could use; tests with more actors cannot run
   */
  static JcstressVerdict of(
      List<JcstressSuite.Test> listed,
      List<JcstressSuite.Test> leftOut,
      Collection<TestResult> results,
      int processors) {
    JcstressVerdict verdict = new JcstressVerdict(listed, leftOut, processors);
    for (JcstressSuite.Test test : listed) {
      verdict.tallies.put(test.name(), new Tally());
    }
    for (TestResult result : results) {
      Tally tally = verdict.tallies.get(result.getName());
      if (tally == null) {
        verdict.problems.add(result.getName() + " ran without being listed");
      } else {
        tally.add(result);
      }
    }
    if (listed.isEmpty()) {
      verdict.problems.add("no test is listed");
    }
    listed.forEach(verdict::judge);
    return verdict;
  }

  private void judge(JcstressSuite.Test test) {
    Tally tally = tallies.get(test.name());
    if (tally.samples == 0 && tally.errors.isEmpty()) {
      if (!leftOut.contains(test) && !test.isTooLargeFor(processors)) {
        problems.add(test.name() + " did not run");
      }
      return;
    }
    tally.errors.forEach(error -> problems.add(test.name() + " ended with " + error));
    if (test.isTwin() && tally.forbidden == 0) {
      problems.add(
          test.name() + " is broken (" + test.fault() + "), but no forbidden outcome was seen");
    }
    if (!test.isTwin() && tally.forbidden > 0) {
      problems.add(
          test.name()
              + " had forbidden outcomes, "
              + tally.forbidden
              + ": "
              + tally.forbiddenStates);
    }
  }

  /** Adds what went wrong beside the results. */
  void addProblem(String problem) {
    problems.add(problem);
  }

  /** The broken twins that ran and showed nothing. */
  List<JcstressSuite.Test> greenTwins() {
    return listed.stream()
        .filter(test -> test.isTwin() && hasRun(test) && tallies.get(test.name()).forbidden == 0)
        .toList();
  }

  /** jcstress itself must have come to the same end; empty if it has. */
  List<String> misfits(int exitCode) {
    return anyRed() == (exitCode == 0)
        ? List.of("jcstress exited with " + exitCode + ", which does not fit what it recorded")
        : List.of();
  }

  /**
   * How many tests were to run.
   *
   * @return the number, twins and those that could not run here included
   */
  public int listed() {
    return listed.size();
  }

  /**
   * How many tests need more processors than there are, and so did not run.
   *
   * @return the number
   */
  public int tooLarge() {
    return tooLargeTests().size();
  }

  /**
   * How many tests the caller left out.
   *
   * @return the number
   */
  public int leftOut() {
    return leftOut.size();
  }

  /**
   * How many tests ran.
   *
   * @return the number, twins included
   */
  public int executed() {
    return (int) listed.stream().filter(this::hasRun).count();
  }

  /**
   * How many broken twins showed a forbidden outcome.
   *
   * @return the number
   */
  public int redTwins() {
    return (int)
        listed.stream()
            .filter(test -> test.isTwin() && tallies.get(test.name()).forbidden > 0)
            .count();
  }

  /**
   * What is wrong.
   *
   * @return a sentence each; empty if all is as it should be
   */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private boolean anyRed() {
    return tallies.values().stream().anyMatch(t -> t.forbidden > 0 || !t.errors.isEmpty());
  }

  private boolean hasRun(JcstressSuite.Test test) {
    return tallies.get(test.name()).samples > 0;
  }

  /**
   * Prints a line per test, a summary, and the problems.
   *
   * @param out where to
   */
  public void print(PrintStream out) {
    out.printf(
        "%n%-64s %7s %12s %12s %12s%n", "test", "configs", "samples", "interesting", "forbidden");
    for (JcstressSuite.Test test : listed) {
      Tally tally = tallies.get(test.name());
      String name = PACKAGES.matcher(test.name()).replaceFirst("");
      out.printf(
          "%-64s %7d %12d %12d %12d%s%n",
          name,
          tally.configurations,
          tally.samples,
          tally.interesting,
          tally.forbidden,
          test.isTwin() ? " (wanted)" : "");
    }
    out.println();
    tooLargeTests()
        .forEach(
            test -> out.println("not run here: " + test.name() + ", " + test.actors() + " actors"));
    leftOut.forEach(test -> out.println("left out: " + test.name()));
    out.printf(
        "executed %d of %d listed (%d need more than %d processors, %d left out); twins red: %d of"
            + " %d%n",
        executed(), listed(), tooLarge(), processors, leftOut(), redTwins(), twinsToRun());
    problems.forEach(problem -> out.println("FAILED: " + problem));
  }

  private long twinsToRun() {
    return listed.stream()
        .filter(JcstressSuite.Test::isTwin)
        .filter(twin -> !leftOut.contains(twin) && !tooLargeTests().contains(twin))
        .count();
  }

  private List<JcstressSuite.Test> tooLargeTests() {
    return listed.stream()
        .filter(test -> test.isTooLargeFor(processors) && !hasRun(test) && !leftOut.contains(test))
        .toList();
  }
}
