package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.stress.conformance.BlockingConformance.assertAsNew;
import static org.kernsync.stress.conformance.BlockingConformance.awaitQueued;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** What a line says of itself while it is known who stands in it. */
public interface QueueConformance extends BlockingConformance {
  /** Nobody has come yet, and who holds it is not in line. */
  @Test
  default void queueLength_nobodyWaits_zero() {
    BlockingUnderTest subject = newSubject();
    assertAsNew(subject);
    subject.bar();
    assertThat(subject.queueLength()).as("in line").isZero();
    assertThat(subject.hasWaiters()).as("says that threads are in line").isFalse();
    subject.unbar();
    assertAsNew(subject);
  }

  /**
   * The length follows those who come, those who give up, and those who are served.
   *
   * @param kind the kind of the threads that wait
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void queueLength_threadsComeAndGo_countsThem(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    AtomicInteger served = new AtomicInteger();
    AtomicInteger gone = new AtomicInteger();
    List<Thread> waiters = new ArrayList<>();
    subject.bar();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.start();
      for (int i = 1; i <= 5; i++) {
        waiters.add(
            racers.add(
                () -> {
                  try {
                    subject.acquireInterruptibly();
                    served.incrementAndGet();
                    subject.release();
                  } catch (InterruptedException wanted) {
                    gone.incrementAndGet();
                  }
                }));
        awaitQueued(racers, subject, i);
        assertThat(subject.hasWaiters()).as("says that threads are in line").isTrue();
      }
      for (int i : new int[] {4, 2, 0}) { // the last, the middle, the first
        int length = subject.queueLength() - 1;
        waiters.get(i).interrupt();
        awaitQueued(racers, subject, length);
      }
      racers.awaitTrue("three have gone", () -> gone.get() == 3);
      assertThat(subject.queueLength()).as("in line").isEqualTo(2);
      assertThat(subject.hasWaiters()).as("says that threads are in line").isTrue();
      assertThat(served.get()).as("served while barred").isZero();
      subject.unbar();
      racers.race();
    }
    assertThat(served.get()).as("served").isEqualTo(2);
    assertAsNew(subject);
  }
}
