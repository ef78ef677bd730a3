package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * A reset between the steps of threads that lost their processor. The test holds the queue's guard,
 * so that whoever needs it stops right there, lets others go on, and frees it. Who gets it first is
 * up to chance, hence the rounds.
 */
class PermitQueueResetTest {
  private static final int ROUNDS = 60;

  private static final VarHandle GUARD = guardHandle();

  private final Sticky queue = new Sticky();

  /**
   * Who comes after a reset is not let through by what was given before it, also where one who came
   * before had not reached the list yet.
   */
  @Test
  void takeAll_earlyTakerStopsBeforeTheList_laterOneWaits() {
    for (int round = 0; round < ROUNDS; round++) {
      try (Crew crew = new Crew()) {
        holdGuard();
        Thread early = crew.start(() -> queue.take(queue, false, WaitOutcome.FOREVER));
        awaitStopped(early);
        Thread giver = crew.start(queue::giveAll);
        Crew.until("given", () -> queue.permits() == PermitQueue.MAX);
        assertThat(queue.takeAll()).isEqualTo(PermitQueue.MAX);
        Thread late = crew.start(() -> queue.take(queue, false, WaitOutcome.FOREVER));
        awaitStopped(late);
        freeGuard();
        awaitEnd(giver);
        Crew.until("both settled", () -> settled(early, late));
        assertThat(late.isAlive()).as("waits, in round %d", round).isTrue();
        queue.giveAll();
        assertThat(queue.takeAll()).isEqualTo(PermitQueue.MAX);
      }
    }
  }

  /** A waiter that gives up after a reset leaves no permit from before it. */
  @Test
  void takeAll_waiterGivesUpWhileServed_countStaysEmpty() {
    for (int round = 0; round < ROUNDS; round++) {
      AtomicReference<WaitOutcome> outcome = new AtomicReference<>();
      int reset;
      try (Crew crew = new Crew()) {
        Thread waiter = crew.start(() -> outcome.set(queue.take(queue, true, WaitOutcome.FOREVER)));
        Crew.until("listed", () -> queue.queueLength() == 1);
        holdGuard();
        Thread giver = crew.start(queue::giveAll);
        awaitStopped(giver);
        reset = queue.takeAll();
        waiter.interrupt();
        Thread.yield();
        freeGuard();
      }
      int left = reset == PermitQueue.MAX ? 0 : PermitQueue.MAX; // the reset came before
      assertThat(queue.permits()).as("with %s in round %d", outcome, round).isEqualTo(left);
      queue.takeAll();
    }
  }

  private boolean settled(Thread early, Thread late) {
    int waiting = (early.isAlive() ? 1 : 0) + (late.isAlive() ? 1 : 0);
    return queue.queueLength() == waiting;
  }

  private static void awaitStopped(Thread thread) {
    // the only timed parks of these threads are those of ListGuard
    Crew.until("stopped at the guard", () -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  private static void awaitEnd(Thread thread) {
    Crew.until("ended", () -> !thread.isAlive());
  }

  private void holdGuard() {
    Crew.until("free", () -> GUARD.compareAndSet((PermitCount) queue, 0, 1));
  }

  private void freeGuard() {
    GUARD.setVolatile((PermitCount) queue, 0);
  }

  private static VarHandle guardHandle() {
    try {
      return MethodHandles.privateLookupIn(PermitCount.class, MethodHandles.lookup())
          .findVarHandle(PermitCount.class, "guard", int.class);
    } catch (ReflectiveOperationException missing) {
      throw new AssertionError(missing);
    }
  }

  private static final class Sticky extends PermitQueue {
    Sticky() {
      super(0);
    }

    @Override
    protected boolean isFullSticky() {
      return true;
    }

    @Override
    protected boolean watch() {
      return watchAnswer();
    }
  }
}
