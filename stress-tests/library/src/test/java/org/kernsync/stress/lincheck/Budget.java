package org.kernsync.stress.lincheck;

/**
 * How much Lincheck does, in two tiers. The quick one is part of every build; the long one is
 * chosen by a system property, has three threads everywhere and takes minutes. What a broken twin
 * is rejected with is the same in both, so that each build shows what the quick tier finds.
 */
final class Budget {
  /** Set to true for the long tier. */
  static final String PROPERTY = "kernsync.lincheck.long";

  private static final boolean LONG = Boolean.getBoolean(PROPERTY);

  /** Threads of the model checker at once: with three, an interleaving takes thrice the time. */
  static final int THREADS = LONG ? 3 : 2;

  /** Threads that run freely; Lincheck lets them spin if they are no more than processors. */
  static final int FREE_THREADS = 3;

  /** Threads that Lincheck numbers: what comes before and what comes after are two more. */
  static final int THREAD_NUMBERS = 5;

  /** Scenarios of a check by the model checker, and interleavings of each. */
  static final int SCENARIOS = 12;

  static final int INTERLEAVINGS = 60;

  /** Scenarios until a twin must have been rejected. */
  static final int REJECTING_SCENARIOS = 100;

  /** Scenarios of a check with threads that run freely, and runs of each. */
  static final int FREE_SCENARIOS = 6;

  static final int FREE_RUNS = 100;

  /** Interleavings until the twin of a protocol must have been rejected. */
  static final int REJECTING_INTERLEAVINGS = 1_000;

  /** Interleavings of one protocol. */
  static final int PROTOCOL_INTERLEAVINGS = 100;

  private static final int LONG_TIMES_SCENARIOS = 4;
  private static final int LONG_TIMES_RUNS = 5;
  private static final int LONG_TIMES_PROTOCOL = 20;

  private Budget() {}

  /** Whether it is the long tier that runs. */
  static boolean isLong() {
    return LONG;
  }

  /** As many scenarios as this tier has where the quick one has so many. */
  static int scenarios(int quick) {
    return LONG ? quick * LONG_TIMES_SCENARIOS : quick;
  }

  /** As many interleavings of a protocol as this tier has where the quick one has so many. */
  static int protocol(int quick) {
    return LONG ? quick * LONG_TIMES_PROTOCOL : quick;
  }

  /** As many interleavings or runs as this tier has where the quick one has so many. */
  static int runs(int quick) {
    return LONG ? quick * LONG_TIMES_RUNS : quick;
  }
}
