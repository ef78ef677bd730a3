package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Permits taken by a guess at how many there are: a wrong guess neither loses nor makes any. */
class PermitQueueGuessTest {
  private final Crew crew = new Crew();

  @AfterEach
  void joinThreads() {
    crew.close();
  }

  /** However many there are, and however many the guess says, each is taken once. */
  @Test
  void tryTakeByGuess_countUnlikeTheGuess_eachPermitOnce() {
    for (int first = 0; first < 4; first++) {
      Count queue = new Count(first);
      takeAll(queue, first);
      for (int given = 1; given < 4; given++) {
        assertThat(queue.tryGive(given)).isTrue();
        takeAll(queue, given);
      }
    }
  }

  /** The largest count is taken from as any other. */
  @Test
  void tryTakeByGuess_fullCount_oneLess() {
    Count queue = new Count(0);
    assertThat(queue.tryGive(PermitQueue.MAX)).isTrue();
    assertThat(queue.tryTakeByGuess()).isTrue();
    assertThat(queue.permits()).isEqualTo(PermitQueue.MAX - 1);
  }

  /** While a thread is in line nothing is taken, and the line is as it was. */
  @Test
  void tryTakeByGuess_othersInLine_refusedWithoutATrace() {
    Count queue = new Count(1);
    assertThat(queue.tryTakeByGuess()).isTrue();
    Thread first = crew.start(() -> queue.take(queue, false, WaitOutcome.FOREVER));
    Crew.until("in line", () -> queue.queueLength() == 1);
    assertThat(queue.tryTakeByGuess()).isFalse();
    assertThat(queue.tryGive(1)).isTrue();
    Crew.until("served", () -> !first.isAlive());
    assertNothingLeft(queue);
  }

  private static void takeAll(Count queue, int there) {
    for (int left = there; left > 0; left--) {
      assertThat(queue.permits()).isEqualTo(left);
      assertThat(queue.tryTakeByGuess()).isTrue();
    }
    assertThat(queue.tryTakeByGuess()).isFalse();
    assertNothingLeft(queue);
  }

  private static void assertNothingLeft(Count queue) {
    assertThat(queue.hasWaiters()).isFalse();
    assertThat(queue.permits()).isZero();
    assertThat(queue.tryTake()).isFalse();
    assertThat(queue.take(queue, true, 1)).isEqualTo(WaitOutcome.TIMED_OUT);
  }

  private static final class Count extends PermitQueue {
    Count(int permits) {
      super(permits);
    }

    @Override
    protected boolean isFullSticky() {
      return false;
    }

    @Override
    protected boolean watch() {
      return false;
    }
  }
}
