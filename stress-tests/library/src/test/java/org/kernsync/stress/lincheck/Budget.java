package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.TicketSpinLock;

/**
 * How much Lincheck does: seconds per type in place of the minutes of its defaults (100 scenarios,
 * 10,000 runs each).
 */
final class Budget {
  private static final int INTERLEAVINGS_PER_PROTOCOL = 3_000;
  private static final int SCENARIOS = 8;
  private static final int INTERLEAVINGS_PER_SCENARIO = 400;
  private static final int RUNS_PER_SCENARIO = 150;

  static {
    // The first use calibrates spinning by the clock, which Lincheck replaces: so before it.
    new TicketSpinLock().lock();
    new Mutex().lock();
    new CountingSemaphore(1).down();
  }

  private Budget() {}

  /** Runs a protocol in many interleavings. */
  static void explore(Runnable protocol) {
    Lincheck.runConcurrentTest(INTERLEAVINGS_PER_PROTOCOL, protocol);
  }

  static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .iterations(SCENARIOS)
        .invocationsPerIteration(INTERLEAVINGS_PER_SCENARIO)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1);
  }

  /** For what is to be rejected: that it is will do, the shortest example takes long to find. */
  static ModelCheckingOptions rejecting() {
    return modelChecking().minimizeFailedScenario(false);
  }

  static StressOptions stress() {
    return new StressOptions()
        .iterations(SCENARIOS)
        .invocationsPerIteration(RUNS_PER_SCENARIO)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1);
  }
}
