package org.kernsync.stress.lincheck;

import java.util.HashSet;
import java.util.Set;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.verifier.LinearizabilityVerifier;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/**
 * Counts what Lincheck runs, from the place of its verifier, which is asked once after each run. A
 * check that runs nothing, or always the same, is green as well; so what was counted is asserted.
 * Lincheck runs one check at a time.
 */
final class Tally {
  private static Tally current = new Tally();

  private final Set<ExecutionResult> outcomesOfScenario = new HashSet<>();
  private ExecutionScenario scenario;
  private int scenarios;
  private int interleaved;
  private long runs;
  private long outcomes;

  private Tally() {}

  /** Begins a new count. */
  static Tally begin() {
    current = new Tally();
    return current;
  }

  private static void count(ExecutionScenario scenario, ExecutionResult result) {
    current.add(scenario, result);
  }

  private void add(ExecutionScenario ran, ExecutionResult result) {
    if (ran != scenario) {
      scenario = ran;
      scenarios++;
      outcomesOfScenario.clear();
    }
    runs++;
    if (outcomesOfScenario.add(result)) {
      outcomes++;
      interleaved += outcomesOfScenario.size() == 2 ? 1 : 0;
    }
  }

  /** How many scenarios ran. */
  int scenarios() {
    return scenarios;
  }

  /** How many of them ended in more than one way. */
  int interleaved() {
    return interleaved;
  }

  /** How many interleavings or runs there were, of all scenarios. */
  long runs() {
    return runs;
  }

  /** How many ways to end there were: results, and who was done before whom. */
  long outcomes() {
    return outcomes;
  }

  /** Counts, and asks whether the results are those of some order of the calls. */
  public static final class Linearizability implements Verifier {
    private final Verifier verifier;

    public Linearizability(Class<?> specification) {
      verifier = new LinearizabilityVerifier(specification);
    }

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
      count(scenario, results);
      return verifier.verifyResults(scenario, results);
    }
  }

  /** Counts, and lets all results pass: the object under test says itself what is wrong. */
  public static final class Nothing implements Verifier {
    public Nothing(Class<?> ignored) {}

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
      count(scenario, results);
      return true;
    }
  }
}
