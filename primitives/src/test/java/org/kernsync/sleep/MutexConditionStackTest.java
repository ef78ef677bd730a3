package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** What a full stack does to a wait for a condition. */
class MutexConditionStackTest {
  private static final int ROUNDS = 60;
  private static final int STACK_BYTES = 256 << 10;

  private final Mutex mutex = new Mutex();
  private final MutexCondition condition = (MutexCondition) mutex.asLock().newCondition();
  private volatile boolean ended;
  private boolean awaiting; // of the diver
  private int overflows; // in await; of the diver

  /**
   * Wherever the stack ends inside {@code await}, the thread holds the mutex afterwards, and no
   * node is left behind that would eat a signal. Another thread waits for the mutex all the time,
   * so that both the unlock and the lock take their slow paths.
   */
  @Test
  void awaitTimed_stackOverflows_holdsTheLockAndLeavesNoTrace() throws Exception {
    try (Crew crew = new Crew(body -> new Thread(null, body, "diver", STACK_BYTES))) {
      crew.start(
          () -> {
            while (!ended) {
              mutex.lock();
              mutex.unlock();
            }
          });
      Thread diver =
          crew.start(
              () -> {
                for (int round = 0; round < ROUNDS; round++) {
                  diveAndCheck(round);
                }
              });
      Crew.until("dived", () -> !diver.isAlive());
      ended = true;
    }
    assertThat(overflows).as("overflows in await").isPositive();
    assertThat(mutex.tryLock()).isTrue();
    assertThat(mutex.hasQueuedThreads()).isFalse();
  }

  private void diveAndCheck(int round) throws InterruptedException {
    boolean inAwait = false;
    try {
      shifted(round);
    } catch (StackOverflowError expected) {
      inAwait = awaiting;
    }
    awaiting = false;
    boolean held = mutex.isHeldByCurrentThread();
    if (inAwait) {
      overflows++;
      assertThat(held).as("held after await, round %d", round).isTrue();
    }
    if (!held) {
      mutex.lock();
    }
    int listed = condition.listed();
    mutex.unlock();
    assertThat(listed).as("nodes, round %d", round).isZero();
  }

  /** Frames of another size before the dive: so it ends somewhere else each time. */
  private int shifted(int frames) throws InterruptedException {
    return frames == 0 ? dive() : shifted(frames - 1) + 1;
  }

  private int dive() throws InterruptedException {
    while (!mutex.tryLock()) {
      Thread.onSpinWait();
    }
    while (!mutex.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    awaiting = true;
    boolean signalled = condition.await(1, TimeUnit.NANOSECONDS);
    awaiting = false;
    mutex.unlock();
    return dive() + (signalled ? 1 : 0);
  }
}
