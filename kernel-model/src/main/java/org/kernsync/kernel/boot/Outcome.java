package org.kernsync.kernel.boot;

/** How a run ended; the number is the exit code of the command line. */
public enum Outcome {
  /** Everything unwound and every invariant holds. */
  FINE(0),
  /** An invariant does not hold. */
  VIOLATED(3),
  /** A CPU or a runnable task made no progress. */
  STALLED(42);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  /**
   * The exit code.
   *
   * @return 0, 3 or 42
   */
  public int exitCode() {
    return exitCode;
  }
}
