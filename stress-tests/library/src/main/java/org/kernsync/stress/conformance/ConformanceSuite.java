package org.kernsync.stress.conformance;

import java.time.Duration;
import org.kernsync.stress.harness.RacingThreads;

/** What all suites have in common: how long and how often. */
public interface ConformanceSuite {
  /**
   * How long threads may take before a test calls them wedged.
   *
   * @return a minute, unless overridden
   */
  default Duration patience() {
    return RacingThreads.PATIENCE;
  }

  /**
   * How often a race is run.
   *
   * @return what the system property {@code kernsync.conformance.rounds} says, else 120
   */
  static int rounds() {
    return Integer.getInteger("kernsync.conformance.rounds", 120);
  }
}
