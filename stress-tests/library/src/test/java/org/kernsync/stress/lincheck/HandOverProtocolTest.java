package org.kernsync.stress.lincheck;

import static org.kernsync.stress.lincheck.Protocol.race;
import static org.kernsync.stress.lincheck.Protocol.require;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.broken.HastySemaphore;
import org.kernsync.stress.broken.OpenCompletion;
import org.kernsync.stress.broken.TrustingWaitQueue;
import org.kernsync.stress.contract.SemaphoreUnderTest;
import org.kernsync.wait.Completion;
import org.kernsync.wait.WaitQueue;

/** One thread waits for what the other gives, in every interleaving that Lincheck tries. */
class HandOverProtocolTest {
  /* Static: see BlockingProtocolTest. */
  private static SemaphoreUnderTest semaphore;
  private static Completion completion;
  private static OpenCompletion open;
  private static WaitQueue queue;
  private static TrustingWaitQueue trusting;
  private static boolean happened;
  private static int data;
  private static int seen;

  /** It comes through, with what the giver did before, and nothing is left. */
  @Test
  void downAndUp_countingSemaphore_permitHandedOver() {
    Protocol.holds(() -> permit(() -> SemaphoreUnderTest.of(new CountingSemaphore(0))));
  }

  /** The same on a semaphore whose waiter does not look again is red. */
  @Test
  void downAndUp_hastySemaphore_rejected() {
    Protocol.rejected(() -> permit(() -> new HastySemaphore(0)));
  }

  /** As for the semaphore. */
  @Test
  void awaitAndComplete_completion_handedOver() {
    Protocol.holds(
        () -> {
          completion = new Completion();
          data = 0;
          seen = 0;
          race(HandOverProtocolTest::awaitDone, HandOverProtocolTest::complete);
          require(seen == 1, "passed before it was done");
          require(!completion.isDone() && !completion.hasWaiters(), "something is left");
        });
  }

  /** The same on a completion that lets everybody pass is red. */
  @Test
  void awaitAndComplete_openCompletion_rejected() {
    Protocol.rejected(
        () -> {
          open = new OpenCompletion();
          data = 0;
          seen = 0;
          race(HandOverProtocolTest::awaitOpen, HandOverProtocolTest::completeOpen);
          require(seen == 1, "passed before it was done");
        });
  }

  /** A timeout of nothing beside a completion: either it has it, or it is left for the next. */
  @Test
  void awaitWithoutTimeAndComplete_completion_conserved() {
    Protocol.holds(
        () -> {
          completion = new Completion();
          seen = 0;
          race(() -> seen = completion.tryAwait() ? 1 : 0, () -> completion.complete());
          require(completion.tryAwait() == (seen == 0), "made or lost");
          require(!completion.isDone(), "completed twice");
        });
  }

  /** A waiter passes when its condition holds, not before, and the queue is empty then. */
  @Test
  void waitAndWake_waitQueue_conditionHolds() {
    Protocol.holds(
        () -> {
          queue = new WaitQueue();
          happened = false;
          seen = 0;
          race(HandOverProtocolTest::waitForEvent, HandOverProtocolTest::event);
          require(seen == 1, "the condition did not hold");
          require(queue.getQueueLength() == 0, "the queue is not empty");
        });
  }

  /** The same on a queue whose waiters do not look again is red. */
  @Test
  void waitAndWake_trustingWaitQueue_rejected() {
    Protocol.rejected(
        () -> {
          trusting = new TrustingWaitQueue();
          happened = false;
          seen = 0;
          race(
              HandOverProtocolTest::trust,
              () -> {
                happened = true;
                trusting.wakeAll();
              });
          require(seen == 1, "the condition did not hold");
        });
  }

  private static void permit(Supplier<SemaphoreUnderTest> semaphores) {
    semaphore = semaphores.get();
    data = 0;
    seen = 0;
    race(
        () -> {
          semaphore.down();
          seen = data;
        },
        () -> {
          data = 1;
          semaphore.up();
        });
    require(seen == 1, "passed before the permit was given");
    require(semaphore.permits() == 0, "a permit was given twice");
  }

  private static void awaitDone() {
    completion.awaitUninterruptibly();
    seen = data;
  }

  private static void complete() {
    data = 1;
    completion.complete();
  }

  private static void awaitOpen() {
    open.awaitUninterruptibly();
    seen = data;
  }

  private static void completeOpen() {
    data = 1;
    open.complete();
  }

  private static void waitForEvent() {
    queue.waitEvent(() -> happened);
    seen = happened ? 1 : 0;
  }

  private static void event() {
    happened = true;
    queue.wakeOne();
  }

  private static void trust() {
    trusting.waitEvent(() -> happened);
    seen = happened ? 1 : 0;
  }
}
