package org.kernsync.stress.kernel;

/**
 * Repeats a measurement that the host may have disturbed. A neighbour that takes a core in bursts
 * too short for the model to see, or a hypervisor that does, shifts a figure now and then; what is
 * wrong in the code shifts it each time. So a claim about time fails only where it fails in every
 * attempt.
 */
final class Attempts {
  private static final int MOST = 3;

  /** A measurement and what it asserts. */
  @FunctionalInterface
  interface Measurement {
    void run() throws Exception;
  }

  private Attempts() {}

  static void untilUndisturbed(Measurement measurement) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        measurement.run();
        return;
      } catch (AssertionError missed) {
        if (attempt == MOST) {
          throw missed;
        }
        System.out.printf("attempt %d of %d missed: %s%n", attempt, MOST, missed.getMessage());
      }
    }
  }
}
