package org.kernsync.stress;

import java.util.List;

/** How long a run will take, about: so many forks, each with a start of its own. */
final class JcstressEstimate {
  /** Of jcstress itself: it probes the machine and the JVM. */
  private static final long START_MILLIS = 4_000;

  /** Of each fork: the start of a JVM, and a trial before the measurement. */
  private static final long FORK_MILLIS = 600;

  /** How long jcstress waits for a thread that sleeps for ever. */
  private static final long WAITS_MILLIS = 30_000;

  private final int millis;
  private final int iterations;
  private final int processors;
  private int claims;
  private int twins;
  private long forks;
  private long totalMillis;

  /**
   * Makes an estimate of nothing.
   *
   * @param millis of one iteration
   * @param iterations of each fork
   * @param processors which the tests share
   */
  JcstressEstimate(int millis, int iterations, int processors) {
    this.millis = millis;
    this.iterations = iterations;
    this.processors = processors;
  }

  /** Adds a pass of jcstress over some tests. */
  void add(List<JcstressSuite.Test> tests, boolean oneConfiguration) {
    long busyMillis = 0;
    for (JcstressSuite.Test test : tests) {
      int configurations = oneConfiguration ? 1 : configurations(test.actors());
      long ofFork = FORK_MILLIS + (long) millis * iterations;
      if (test.isTwin() && test.waits()) {
        ofFork += WAITS_MILLIS;
      }
      forks += configurations;
      busyMillis += configurations * ofFork * test.actors();
      claims += test.isTwin() ? 0 : 1;
      twins += test.isTwin() ? 1 : 0;
    }
    totalMillis += START_MILLIS + busyMillis / processors;
  }

  /**
   * Each actor is interpreted, compiled by C1, or by C2; and where C2 takes part, once more with
   * its random choices.
   */
  private static int configurations(int actors) {
    int all = (int) Math.pow(3, actors);
    int withoutC2 = (int) Math.pow(2, actors);
    return all + (all - withoutC2);
  }

  long seconds() {
    return totalMillis / 1000;
  }

  @Override
  public String toString() {
    long seconds = seconds();
    return String.format(
        "%d tests of ours and %d twins, %d JVMs one after the other on %d processors: about %s",
        claims, twins, forks, processors, seconds < 180 ? seconds + " s" : seconds / 60 + " min");
  }
}
