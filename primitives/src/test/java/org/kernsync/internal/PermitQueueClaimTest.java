package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Givers that meet a claim before it is withdrawn. The test plays a thread that has made its claim
 * and then lost its processor.
 */
class PermitQueueClaimTest {
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final VarHandle STATE = stateHandle();

  private final Crew crew = new Crew();
  private final Count queue = new Count();

  @AfterEach
  void joinThreads() {
    crew.close();
  }

  /** What is given to a claim is not in the count, and the next in line may have it. */
  @Test
  void tryGive_claimNotWithdrawnYet_permitForTheNextInLine() {
    claimAndStop();
    assertThat(queue.tryGive(1)).isTrue();
    assertThat(queue.permits()).isZero();
    assertThat(queue.tryTake()).isFalse();
    assertThat(queue.take(queue, false, LONG_NANOS)).isEqualTo(WaitOutcome.ACQUIRED);
    goOnAndWithdraw();
    assertNothingLeft();
  }

  /** A permit that comes while threads are in line is theirs, claim or not. */
  @Test
  void tryGive_claimBehindALine_firstInLineServed() {
    Thread first = crew.start(() -> queue.take(queue, false, WaitOutcome.FOREVER));
    Crew.until("in line", () -> queue.queueLength() == 1);
    claimAndStop();
    assertThat(queue.tryGive(1)).isTrue();
    Crew.until("served", () -> !first.isAlive());
    goOnAndWithdraw();
    assertNothingLeft();
  }

  /** Permits beyond the claims are in the count. */
  @Test
  void tryGive_moreThanClaims_restInTheCount() {
    claimAndStop();
    assertThat(queue.tryGive(3)).isTrue();
    assertThat(queue.permits()).isEqualTo(2);
    assertThat(queue.claim()).isTrue();
    assertThat(queue.claim()).isTrue();
    assertThat(queue.claim()).as("what the other claim was given").isFalse();
    assertThat(queue.take(queue, true, LONG_NANOS)).isEqualTo(WaitOutcome.ACQUIRED);
    goOnAndWithdraw();
    assertNothingLeft();
  }

  /** A thread that finds its claim served takes the permit. */
  @Test
  void settleClaim_served_takesThePermit() {
    claimAndStop();
    assertThat(queue.tryGive(1)).isTrue();
    assertThat(queue.settleClaim()).isTrue();
    assertNothingLeft();
  }

  /** If another thread took it meanwhile, the claim is withdrawn. */
  @Test
  void settleClaim_anotherTookThePermit_withdrawsTheClaim() {
    claimAndStop();
    assertThat(queue.tryGive(1)).isTrue();
    assertThat(queue.take(queue, false, LONG_NANOS)).isEqualTo(WaitOutcome.ACQUIRED);
    assertThat(queue.settleClaim()).isFalse();
    assertNothingLeft();
  }

  private void assertNothingLeft() {
    assertThat(queue.hasWaiters()).isFalse();
    assertThat(queue.permits()).isZero();
    assertThat(queue.take(queue, true, 1)).isEqualTo(WaitOutcome.TIMED_OUT);
  }

  private void claimAndStop() {
    int unused = (int) STATE.getAndAdd((PermitCount) queue, -1);
  }

  private void goOnAndWithdraw() {
    assertThat((int) STATE.getAndAdd((PermitCount) queue, 1)).isNegative();
  }

  private static VarHandle stateHandle() {
    try {
      return MethodHandles.privateLookupIn(PermitCount.class, MethodHandles.lookup())
          .findVarHandle(PermitCount.class, "state", int.class);
    } catch (ReflectiveOperationException missing) {
      throw new AssertionError(missing);
    }
  }

  private static final class Count extends PermitQueue {
    Count() {
      super(0);
    }

    @Override
    protected boolean isFullSticky() {
      return false;
    }

    @Override
    protected boolean watch() {
      return watchTurns();
    }
  }
}
