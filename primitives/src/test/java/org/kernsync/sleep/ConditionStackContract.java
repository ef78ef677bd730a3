package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** What a full stack does to a wait for a condition. */
abstract class ConditionStackContract {
  private static final int ROUNDS = 60;

  /** A dive that waits on each frame takes a tenth of a second: not that many of them. */
  private static final int DEEP_STEP = 4;

  private static final int STACK_BYTES = 256 << 10;

  private final OwnedLock owned;
  private final Lock lock;
  private final OwnerCondition condition;
  private volatile boolean ended;
  private boolean awaiting; // of the diver
  private boolean signalled; // of the diver
  private int overflows; // in await or signal; of the diver

  ConditionStackContract(OwnedLock owned) {
    this.owned = owned;
    lock = owned.lock();
    condition = (OwnerCondition) lock.newCondition();
  }

  /**
   * Wherever the stack ends inside {@code await}, the thread holds the lock afterwards, and no node
   * is left behind that would eat a signal. Another thread waits for the lock all the time, so that
   * both the unlock and the lock take their slow paths.
   */
  @Test
  void awaitTimed_stackOverflows_holdsTheLockAndLeavesNoTrace() throws Exception {
    try (Crew crew = new Crew(body -> new Thread(null, body, "diver", STACK_BYTES))) {
      crew.start(
          () -> {
            while (!ended) {
              lock.lock();
              lock.unlock();
            }
          });
      Thread diver =
          crew.start(
              () -> {
                for (int round = 0; round < ROUNDS; round += DEEP_STEP) {
                  diveAndCheck(round);
                }
              });
      Crew.until("dived", () -> !diver.isAlive());
      ended = true;
    }
    assertThat(overflows).as("overflows in await").isPositive();
    assertThat(lock.tryLock()).isTrue();
    assertThat(hasQueuedThreads()).isFalse();
  }

  /**
   * Wherever the stack ends inside {@code signal}, the waiter is still there for another signal, or
   * has received this one.
   */
  @Test
  void signal_stackOverflows_losesNoWaiter() throws Exception {
    AtomicInteger passed = new AtomicInteger();
    AtomicInteger waits = new AtomicInteger(); // written with the lock held
    try (Crew crew = new Crew(body -> new Thread(null, body, "diver", STACK_BYTES))) {
      crew.start(
          () -> {
            lock.lock();
            for (int round = 0; round < ROUNDS; round++) {
              waits.incrementAndGet();
              condition.await();
              passed.incrementAndGet();
            }
            lock.unlock();
          });
      Thread diver =
          crew.start(
              () -> {
                for (int round = 1; round <= ROUNDS; round++) {
                  int each = round;
                  Crew.until("it waits", () -> waits.get() == each);
                  lock.lock(); // await has let it go
                  signalled = false;
                  shiftedSignal(round);
                  lock.unlock();
                  Crew.until("it has passed", () -> passed.get() == each);
                }
              });
      Crew.until("dived", () -> !diver.isAlive());
    }
    assertThat(passed.get()).isEqualTo(ROUNDS);
    assertThat(overflows).as("overflows in signal").isGreaterThanOrEqualTo(ROUNDS);
  }

  private int shiftedSignal(int frames) {
    if (frames == 0) {
      diveAndSignal();
      return 0;
    }
    return shiftedSignal(frames - 1) + 1;
  }

  /** Signals from the end of the stack, and one frame higher each time until that works. */
  private void diveAndSignal() {
    try {
      diveAndSignal();
    } catch (StackOverflowError tooDeep) {
      overflows++;
    }
    if (!signalled) {
      condition.signal();
      signalled = true;
    }
  }

  private void diveAndCheck(int round) throws InterruptedException {
    boolean inAwait = false;
    try {
      shifted(round);
    } catch (StackOverflowError expected) {
      inAwait = awaiting;
    }
    awaiting = false;
    boolean holds = owned.isOwned().getAsBoolean();
    if (inAwait) {
      overflows++;
      assertThat(holds).as("held after await, round %d", round).isTrue();
    }
    if (!holds) {
      lock.lock();
    }
    int listed = condition.listed();
    lock.unlock();
    assertThat(listed).as("nodes, round %d", round).isZero();
  }

  /** Frames of another size before the dive: so it ends somewhere else each time. */
  private int shifted(int frames) throws InterruptedException {
    return frames == 0 ? dive() : shifted(frames - 1) + 1;
  }

  private int dive() throws InterruptedException {
    while (!lock.tryLock()) {
      Thread.onSpinWait();
    }
    while (!hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    awaiting = true;
    boolean signalled = condition.await(1, TimeUnit.NANOSECONDS);
    awaiting = false;
    lock.unlock();
    return dive() + (signalled ? 1 : 0);
  }

  private boolean hasQueuedThreads() {
    return owned.hasWaiters().getAsBoolean();
  }
}
