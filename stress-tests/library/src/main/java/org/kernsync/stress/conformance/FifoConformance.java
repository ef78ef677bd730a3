package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.stress.conformance.BlockingConformance.assertAsNew;
import static org.kernsync.stress.conformance.BlockingConformance.awaitQueued;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/**
 * Who stands in line is served first in, first out. For what is acquired by one at a time; says
 * nothing of threads that are not in line yet.
 */
public interface FifoConformance extends BlockingConformance {
  /**
   * Five come, two give up, the others are served in the order in which they came.
   *
   * @param kind the kind of the threads that wait
   */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  default void acquire_severalInLine_firstInFirstOut(ThreadKind kind) {
    BlockingUnderTest subject = newSubject();
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Integer> gone = Collections.synchronizedList(new ArrayList<>());
    List<Thread> waiters = new ArrayList<>();
    subject.bar();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.start();
      for (int i = 0; i < 5; i++) {
        int number = i;
        waiters.add(
            racers.add(
                () -> {
                  try {
                    subject.acquireInterruptibly();
                    served.add(number);
                    subject.release();
                  } catch (InterruptedException wanted) {
                    gone.add(number);
                  }
                }));
        awaitQueued(racers, subject, i + 1);
      }
      waiters.get(3).interrupt();
      awaitQueued(racers, subject, 4);
      waiters.get(1).interrupt();
      awaitQueued(racers, subject, 3);
      subject.unbar();
      racers.race();
    }
    assertThat(served).as("order of service").containsExactly(0, 2, 4);
    assertThat(gone).as("gave up").containsExactlyInAnyOrder(1, 3);
    assertAsNew(subject);
  }
}
