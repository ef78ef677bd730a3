package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.stress.conformance.BlockingConformance.assertAsNew;
import static org.kernsync.stress.conformance.BlockingConformance.awaitQueued;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** For what nobody can take past the line. The opposite of {@link BargingConformance}. */
public interface HandOverConformance extends BlockingConformance {
  /**
   * The form that must not pass the line.
   *
   * @param subject what to acquire
   * @return whether it was acquired
   * @throws InterruptedException if interrupted
   */
  default boolean tryPolitely(BlockingUnderTest subject) throws InterruptedException {
    return subject.tryAcquire();
  }

  /**
   * What is given while a thread stands in line is that thread's: not even who gave it can take it
   * back.
   *
   * @param kind the kind of the thread that waits
   * @throws InterruptedException if the test is interrupted
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquire_givenToOneInLine_cannotPass(ThreadKind kind) throws InterruptedException {
    int rounds = ConformanceSuite.rounds() / 4 + 1;
    for (int round = 0; round < rounds; round++) {
      BlockingUnderTest subject = newSubject();
      subject.bar();
      try (RacingThreads racers = new RacingThreads(kind, patience())) {
        racers.add(subject::acquire);
        racers.start();
        awaitQueued(racers, subject, 1);
        subject.unbar();
        assertThat(tryPolitely(subject)).as("passed the line").isFalse();
        racers.race();
      }
      subject.release();
      assertAsNew(subject);
    }
  }
}
