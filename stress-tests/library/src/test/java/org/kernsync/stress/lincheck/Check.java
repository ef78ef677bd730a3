package org.kernsync.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/**
 * One check of a type by Lincheck, with what the {@link Budget} gives it: random scenarios of
 * operations, each in many interleavings (model checking) or in threads that run freely (stress).
 * That they ran is asserted.
 */
final class Check {
  private final boolean modelChecking;
  private int scenarios;
  private int runs;
  private int before = 1;
  private int actors;
  private int after = 1;
  private int threads;
  private Class<?> specification;

  private Check(boolean modelChecking, int scenarios, int runs, int actors) {
    this.modelChecking = modelChecking;
    this.scenarios = scenarios;
    this.runs = runs;
    this.actors = actors;
    WarmUp.done();
  }

  /** With Lincheck's scheduler: one thread at a time, and a switch wherever it wants one. */
  static Check modelChecking() {
    return new Check(true, Budget.SCENARIOS, Budget.INTERLEAVINGS, 2);
  }

  /** With threads that run freely. */
  static Check stress() {
    return new Check(false, Budget.FREE_SCENARIOS, Budget.FREE_RUNS, 3);
  }

  /** So many scenarios in the quick tier, in place of the default. */
  Check scenarios(int count) {
    scenarios = count;
    return this;
  }

  /** So many interleavings or runs of each scenario in the quick tier, in place of the default. */
  Check runs(int count) {
    runs = count;
    return this;
  }

  /** So many operations: before the threads start, in each thread, and when they have ended. */
  Check operations(int beforeThreads, int perThread, int afterThreads) {
    before = beforeThreads;
    actors = perThread;
    after = afterThreads;
    return this;
  }

  /** So many threads at once, also in the quick tier. */
  Check threads(int count) {
    threads = count;
    return this;
  }

  /** The results must be those of this class, which one thread uses; else those of the type. */
  Check asIn(Class<?> sequential) {
    specification = sequential;
    return this;
  }

  /** Each run gives results that some order of the calls, one by one, would give. */
  void linearizable(Class<?> type) {
    green(type, Tally.Linearizability.class);
  }

  /** In each run the type's own validation finds nothing wrong; results do not matter. */
  void valid(Class<?> type) {
    green(type, Tally.Nothing.class);
  }

  /** Some run of the quick tier gives results that no order of the calls would give. */
  void notLinearizable(Class<?> type) {
    red(type, Tally.Linearizability.class, "Invalid execution results");
  }

  /** Some run of the quick tier goes wrong, in whatever way: results, validation, a hang. */
  void rejected(Class<?> type) {
    red(type, Tally.Linearizability.class, "");
  }

  /** Some run of the quick tier is found wrong by the type's own validation, or hangs. */
  void invalid(Class<?> type) {
    red(type, Tally.Nothing.class, "");
  }

  private void green(Class<?> type, Class<? extends Verifier> verifier) {
    int wanted = Budget.scenarios(scenarios);
    int most = Budget.runs(runs);
    Tally tally = Tally.begin();
    long begin = System.nanoTime();
    options(threadsOr(Budget.THREADS), wanted, most, verifier).check(type);
    report(type, tally, System.nanoTime() - begin);
    assertThat(tally.scenarios()).as("scenarios").isEqualTo(wanted);
    if (modelChecking) {
      assertThat(tally.runs()).as("interleavings").isBetween(2L * wanted, (long) wanted * most);
      assertThat(tally.interleaved()).as("scenarios with several outcomes").isPositive();
    } else {
      assertThat(tally.runs()).as("runs").isEqualTo((long) wanted * most);
    }
  }

  private void red(Class<?> type, Class<? extends Verifier> verifier, String message) {
    Tally tally = Tally.begin();
    long begin = System.nanoTime();
    assertThatThrownBy(
            () ->
                options(threadsOr(2), Budget.REJECTING_SCENARIOS, runs, verifier)
                    .minimizeFailedScenario(false)
                    .check(type))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining(message);
    report(type, tally, System.nanoTime() - begin);
  }

  private int threadsOr(int ofModelChecking) {
    return threads > 0 ? threads : modelChecking ? ofModelChecking : Budget.FREE_THREADS;
  }

  private Options<?, ?> options(
      int atOnce, int iterations, int invocations, Class<? extends Verifier> verifier) {
    Options<?, ?> options = modelChecking ? new ModelCheckingOptions() : new StressOptions();
    options
        .iterations(iterations)
        .invocationsPerIteration(invocations)
        .threads(atOnce)
        .actorsBefore(before)
        .actorsPerThread(actors)
        .actorsAfter(after)
        .verifier(verifier);
    if (specification != null) {
      options.sequentialSpecification(specification);
    }
    return options;
  }

  private void report(Class<?> type, Tally tally, long nanos) {
    if (Budget.isLong()) {
      System.out.printf(
          "lincheck %s %s: %d scenarios, %d runs, %d outcomes, %d ms%n",
          modelChecking ? "model" : "stress",
          type.getName().substring(Check.class.getPackageName().length() + 1),
          tally.scenarios(),
          tally.runs(),
          tally.outcomes(),
          TimeUnit.NANOSECONDS.toMillis(nanos));
    }
  }
}
