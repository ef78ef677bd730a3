package org.kernsync.stress.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RacingThreadsTest {
  /** Nobody runs before the gate is open, and everybody has when the race is over. */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  void race_manyThreads_allRunBehindTheGate(ThreadKind kind) {
    AtomicInteger runs = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind)) {
      racers.add(8, runs::incrementAndGet);
      assertThat(runs.get()).isZero();
      racers.race();
    }
    assertThat(runs.get()).isEqualTo(8);
  }

  /** An interrupt before the gate opens reaches the task as a flag, and does not fail the race. */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  void race_interruptedBeforeTheGate_flagReachesTheTask(ThreadKind kind) {
    try (RacingThreads racers = new RacingThreads(kind)) {
      Thread racer = racers.add(() -> assertThat(Thread.currentThread().isInterrupted()).isTrue());
      racer.interrupt();
      racers.race();
    }
  }

  /** What a thread throws fails the race at once, even while another thread is stuck. */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  void race_oneThrows_failsWithIt(ThreadKind kind) {
    CountDownLatch never = new CountDownLatch(1);
    try (RacingThreads racers = new RacingThreads(kind)) {
      racers.add(never::await);
      racers.add(
          () -> {
            throw new IllegalStateException("planted");
          });
      assertThatThrownBy(racers::race)
          .isInstanceOf(AssertionError.class)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("planted");
    }
  }

  /** A thread that does not end is reported, with the place where it is stuck. */
  @ParameterizedTest
  @MethodSource("org.kernsync.stress.harness.ThreadKind#available")
  void race_oneStuck_wedgeWithItsStack(ThreadKind kind) {
    CountDownLatch never = new CountDownLatch(1);
    try (RacingThreads racers = new RacingThreads(kind, Duration.ofMillis(100))) {
      racers.add(never::await);
      assertThatThrownBy(racers::race)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("wedged")
          .hasMessageContaining("CountDownLatch.await");
    }
  }

  /** Threads of the kind that was asked for, as many kinds as the JDK has. */
  @Test
  void available_thisJdk_allKindsMade() {
    assertThat(ThreadKind.available()).hasSize(Runtime.version().feature() < 21 ? 1 : 2);
    for (ThreadKind kind : ThreadKind.available()) {
      assertThat(kind.newThread(() -> {}).toString().contains("VirtualThread"))
          .isEqualTo(kind == ThreadKind.VIRTUAL);
    }
  }
}
