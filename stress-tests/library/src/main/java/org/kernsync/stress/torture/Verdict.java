package org.kernsync.stress.torture;

import java.util.List;
import java.util.Locale;

/**
 * What came out of a torture.
 *
 * @param type what was tortured
 * @param busted which broken twin; null for the right one
 * @param seed the seed, to repeat the decisions
 * @param seconds how long it took until the end, or until the first failure
 * @param counts the counts
 * @param failures what went wrong, the first one first; empty if nothing did
 */
public record Verdict(
    String type, String busted, long seed, double seconds, String counts, List<String> failures) {
  /** How a failure begins that says that a thread waits without end. */
  static final String STALL = "stall: ";

  /**
   * Whether something was wrong.
   *
   * @return true if there are failures
   */
  public boolean isRed() {
    return !failures.isEmpty();
  }

  /**
   * Whether what went wrong first is that a thread waits without end.
   *
   * @return true if so
   */
  public boolean isStalled() {
    return isRed() && failures.get(0).startsWith(STALL);
  }

  /**
   * For tests: throws if something was wrong.
   *
   * @return this
   * @throws AssertionError if it is red, with the summary and what went wrong
   */
  public Verdict assertGreen() {
    if (isRed()) {
      throw new AssertionError(summary() + "\n" + String.join("\n", failures));
    }
    return this;
  }

  /**
   * For tests of broken copies: throws if nothing was wrong.
   *
   * @return this
   * @throws AssertionError if it is green, with the summary
   */
  public Verdict assertRed() {
    if (!isRed()) {
      throw new AssertionError(summary());
    }
    return this;
  }

  /**
   * All of it on one line.
   *
   * @return type, colour, time, seed, counts
   */
  public String summary() {
    String name = busted == null ? type : type + " --busted " + busted;
    return String.format(
        Locale.ROOT,
        "torture %s: %s after %.1f s: %s failures=%d seed=%d",
        name,
        isRed() ? "RED" : "GREEN",
        seconds,
        counts,
        failures.size(),
        seed);
  }
}
