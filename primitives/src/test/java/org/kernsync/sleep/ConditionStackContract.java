package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** What a full stack does to a wait for a condition. */
abstract class ConditionStackContract {
  private static final int ROUNDS = 4;
  private static final int STACK_BYTES = 256 << 10;

  private final OwnedLock owned;
  private final Lock lock;
  private final OwnerCondition condition;
  private volatile boolean ended;
  private boolean awaiting; // of the diver
  private boolean awaited; // of the diver
  private int lost; // how often await threw without the lock; of the diver
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
                for (int round = 0; round < ROUNDS; round++) {
                  diveAndCheck(round);
                }
              });
      Crew.until("dived", () -> !diver.isAlive());
      ended = true;
    }
    assertThat(overflows).as("overflows in await").isGreaterThanOrEqualTo(ROUNDS);
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
    lock.lock();
    Crew.until("the other waits", this::hasQueuedThreads);
    awaited = false;
    shiftedAwait(round);
    assertThat(lost).as("without the lock after await, round %d", round).isZero();
    assertThat(owned.isOwned().getAsBoolean()).as("held, round %d", round).isTrue();
    int listed = condition.listed();
    lock.unlock();
    assertThat(listed).as("nodes, round %d", round).isZero();
  }

  /** Frames of another size before the dive: so it ends somewhere else each time. */
  private int shiftedAwait(int frames) throws InterruptedException {
    if (frames == 0) {
      diveAndAwait();
      return 0;
    }
    return shiftedAwait(frames - 1) + 1;
  }

  /** Waits from the end of the stack, and one frame higher each time until that works. */
  private void diveAndAwait() throws InterruptedException {
    try {
      diveAndAwait();
    } catch (StackOverflowError tooDeep) {
      overflows += awaiting ? 1 : 0;
    }
    if (!awaited) {
      awaitOnce();
    }
  }

  private void awaitOnce() throws InterruptedException {
    if (awaiting) { // and it threw
      lost += owned.isOwned().getAsBoolean() ? 0 : 1;
    }
    awaiting = true;
    boolean inTime = condition.await(1, TimeUnit.NANOSECONDS);
    awaiting = false;
    awaited = !inTime;
  }

  private boolean hasQueuedThreads() {
    return owned.hasWaiters().getAsBoolean();
  }
}
