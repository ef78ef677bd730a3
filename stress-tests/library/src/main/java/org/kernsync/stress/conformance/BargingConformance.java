package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.stress.conformance.BlockingConformance.assertAsNew;
import static org.kernsync.stress.conformance.BlockingConformance.awaitQueued;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** For locks that running threads may take past those who sleep, which costs nobody a switch. */
public interface BargingConformance extends BlockingConformance {
  /**
   * Who unlocks while a thread sleeps in line, and locks again at once, gets the lock at least once
   * in all rounds, and the sleeper gets it in each round as well.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquire_oneSleepsInLine_mayPass(ThreadKind kind) {
    int passed = 0;
    for (int round = 0; round < 50; round++) {
      BlockingUnderTest subject = newSubject();
      subject.bar();
      try (RacingThreads racers = new RacingThreads(kind, patience())) {
        Thread waiter =
            racers.add(
                () -> {
                  subject.acquire();
                  subject.release();
                });
        racers.start();
        awaitQueued(racers, subject, 1);
        racers.letFallAsleep(waiter);
        subject.unbar();
        if (subject.tryAcquire()) {
          passed++;
          subject.release();
        }
        racers.race();
      }
      assertAsNew(subject);
    }
    assertThat(passed).as("rounds in which the sleeper was passed").isPositive();
  }
}
