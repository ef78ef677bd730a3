package org.kernsync.kernel.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.scenario.ScenarioRun.Form;

/** Where a fault is put right, nothing is found. */
class RepairedScenarioModelTest {
  private static final int TIMES = 20;

  static List<String> names() {
    return Scenarios.names();
  }

  private static void assertClean(String name, Preemption preemption) throws InterruptedException {
    for (int seed = 1; seed <= TIMES; seed++) {
      Scenario scenario = Scenarios.make(name);
      ScenarioRun run = ScenarioRun.of(scenario, new Form(true, seed, preemption, true));
      assertThat(run.isClean()).as("seed %d: %s", seed, run).isTrue();
    }
  }

  /** The same order of events as near as it may come about: nothing is reported. */
  @ParameterizedTest
  @MethodSource("names")
  void repaired_everySeed_isClean(String name) throws InterruptedException {
    assertClean(name, Preemption.NONE);
  }

  @ParameterizedTest
  @MethodSource("names")
  void repaired_preemptedKernel_isClean(String name) throws InterruptedException {
    assertClean(name, Preemption.FULL);
  }
}
