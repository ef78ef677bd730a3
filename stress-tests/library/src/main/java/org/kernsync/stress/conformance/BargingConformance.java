package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.stress.conformance.BlockingConformance.assertAsNew;
import static org.kernsync.stress.conformance.BlockingConformance.awaitQueued;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** For locks that running threads may take past those who sleep, which costs nobody a switch. */
public interface BargingConformance extends BlockingConformance {
  /**
   * A running thread that tries all the time gets it before a thread that has to be woken, at least
   * once in all rounds, and the sleeper gets it in each round as well. The sleeper keeps it until
   * the other has stopped: so it is never free for another reason.
   *
   * @param kind the kind of the thread that waits
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void tryAcquire_oneSleepsInLine_mayPass(ThreadKind kind) {
    AtomicInteger passed = new AtomicInteger();
    for (int round = 0; round < 50 || passed.get() == 0 && round < 1_000; round++) {
      BlockingUnderTest subject = newSubject();
      AtomicInteger tries = new AtomicInteger();
      CountDownLatch served = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      subject.bar();
      try (RacingThreads sleepers = new RacingThreads(kind, patience());
          RacingThreads runners = new RacingThreads(ThreadKind.PLATFORM, patience())) {
        Thread waiter =
            sleepers.add(
                () -> {
                  subject.acquire();
                  served.countDown();
                  stopped.await();
                  subject.release();
                });
        runners.add(
            () -> {
              while (served.getCount() > 0) {
                if (subject.tryAcquire()) {
                  passed.incrementAndGet();
                  subject.release();
                  break;
                }
                tries.incrementAndGet();
              }
              stopped.countDown();
            });
        sleepers.start();
        awaitQueued(sleepers, subject, 1);
        sleepers.letFallAsleep(waiter);
        runners.start();
        runners.awaitTrue("the other runs", () -> tries.get() > 100);
        subject.unbar();
        runners.race();
        sleepers.race();
      }
      assertAsNew(subject);
    }
    assertThat(passed.get()).as("rounds in which the sleeper was passed").isPositive();
  }
}
