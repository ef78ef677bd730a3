package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.kernsync.stress.harness.RacingThreads;

/** What the suites about waiting threads have in common. */
public interface BlockingConformance extends ConformanceSuite {
  /**
   * Makes what one test acquires.
   *
   * @return something that is free
   */
  BlockingUnderTest newSubject();

  /**
   * Waits until so many threads stand in line.
   *
   * @param racers the threads
   * @param subject what they wait for
   * @param count how many
   */
  static void awaitQueued(RacingThreads racers, BlockingUnderTest subject, int count) {
    racers.awaitTrue(count + " stand in line", () -> subject.queueLength() == count);
  }

  /**
   * Demands that nobody waits and nothing is held or lost.
   *
   * @param subject what nobody uses any more
   */
  static void assertAsNew(BlockingUnderTest subject) {
    assertThat(subject.queueLength()).as("threads left in line").isZero();
    assertThat(subject.hasWaiters()).as("says that threads are in line").isFalse();
    assertThat(subject.isWhole()).as("can be acquired, once").isTrue();
  }
}
