package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.internal.Crew;
import org.kernsync.wait.Completion;
import org.kernsync.wait.WaitOnAddress;
import org.kernsync.wait.WaitQueue;

/** The edges of every timed form: no time, endless time, interrupts before the call. */
class TimedWaitTest {
  /** Every timed form, with something to wait for that is there or not. */
  enum Kind {
    SEMAPHORE {
      @Override
      Timed timed(boolean there) {
        return new CountingSemaphore(there ? 1 : 0)::tryDown;
      }
    },
    MUTEX {
      @Override
      Timed timed(boolean there) {
        Mutex mutex = new Mutex();
        if (!there) {
          byAnother(mutex::lock);
        }
        return mutex::tryLock;
      }
    },
    READ {
      @Override
      Timed timed(boolean there) {
        RwSemaphore semaphore = new RwSemaphore();
        if (!there) {
          byAnother(semaphore::downWrite);
        }
        return semaphore::tryDownRead;
      }
    },
    WRITE {
      @Override
      Timed timed(boolean there) {
        RwSemaphore semaphore = new RwSemaphore();
        if (!there) {
          byAnother(semaphore::downWrite);
        }
        return semaphore::tryDownWrite;
      }
    },
    COMPLETION {
      @Override
      Timed timed(boolean there) {
        Completion completion = new Completion();
        if (there) {
          completion.complete();
        }
        return completion::await;
      }
    },
    WAIT_QUEUE {
      @Override
      Timed timed(boolean there) {
        WaitQueue queue = new WaitQueue();
        return (timeout, unit) -> queue.waitEvent(() -> there, timeout, unit);
      }
    },
    WAIT_QUEUE_EXCLUSIVE {
      @Override
      Timed timed(boolean there) {
        WaitQueue queue = new WaitQueue();
        return (timeout, unit) -> queue.waitEventExclusive(() -> there, timeout, unit);
      }
    },
    ADDRESS {
      @Override
      Timed timed(boolean there) {
        return (timeout, unit) -> WaitOnAddress.waitEvent(this, () -> there, timeout, unit);
      }
    };

    abstract Timed timed(boolean there);
  }

  private interface Timed {
    boolean await(long timeout, TimeUnit unit) throws InterruptedException;
  }

  /** Without time a form takes what is there and fails at once if nothing is. */
  @ParameterizedTest
  @EnumSource
  void timed_zeroOrNegative_doesNotWait(Kind kind) throws Exception {
    for (long timeout : new long[] {0, -1, Long.MIN_VALUE}) {
      for (TimeUnit unit : new TimeUnit[] {TimeUnit.NANOSECONDS, TimeUnit.DAYS}) {
        assertThat(kind.timed(false).await(timeout, unit)).isFalse();
        assertThat(kind.timed(true).await(timeout, unit)).isTrue();
      }
    }
  }

  /** An interrupt before the call ends it even with no time, and even if all is there. */
  @ParameterizedTest
  @EnumSource
  void timed_interruptedBefore_throwsAndTakesNothing(Kind kind) throws Exception {
    for (long timeout : new long[] {0, -1, 1_000}) {
      for (boolean there : new boolean[] {true, false}) {
        Timed timed = kind.timed(there);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> timed.await(timeout, TimeUnit.MILLISECONDS))
            .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the flag is used up").isFalse();
        assertThat(timed.await(0, TimeUnit.SECONDS)).as("still there").isEqualTo(there);
      }
    }
  }

  /** The longest times do not wrap around to short ones. */
  @ParameterizedTest
  @EnumSource
  void timed_endless_waitsUntilInterrupted(Kind kind) {
    for (long nanos : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1}) {
      Timed timed = kind.timed(false);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      try (Crew crew = new Crew()) {
        Thread waiter =
            crew.start(
                () -> {
                  try {
                    timed.await(nanos, TimeUnit.NANOSECONDS);
                  } catch (InterruptedException expected) {
                    thrown.set(expected);
                  }
                });
        Crew.until("waits or is done", () -> isParked(waiter) || !waiter.isAlive());
        waiter.interrupt();
      }
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
  }

  /** A missing unit is refused before anything is taken. */
  @ParameterizedTest
  @EnumSource
  void timed_noUnit_throwsAndTakesNothing(Kind kind) throws Exception {
    Timed timed = kind.timed(true);
    assertThatThrownBy(() -> timed.await(1, null)).isInstanceOf(NullPointerException.class);
    assertThat(timed.await(0, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean isParked(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  private static void byAnother(Runnable lock) {
    try (Crew crew = new Crew()) {
      crew.start(lock::run);
    }
  }
}
