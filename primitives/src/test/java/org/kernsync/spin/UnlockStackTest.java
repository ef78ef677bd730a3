package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** What it leaves behind when the stack of a thread ends while others wait for the lock. */
class UnlockStackTest {
  private static final int ROUNDS = 40;
  private static final long SMALL_STACK = 256 * 1024;

  /** A lock that is to be held by one thread while another waits for it. */
  private enum Kind {
    TICKET {
      @Override
      Subject make() {
        TicketSpinLock lock = new TicketSpinLock();
        return new Subject(
            lock, lock::lock, lock::unlock, () -> lock.holder() == Thread.currentThread());
      }
    },
    QUEUED {
      @Override
      Subject make() {
        QueuedSpinLock lock = new QueuedSpinLock();
        return new Subject(
            lock, lock::lock, lock::unlock, () -> lock.holder() == Thread.currentThread());
      }
    },
    WRITER {
      @Override
      Subject make() {
        ReadWriteSpinLock lock = new ReadWriteSpinLock();
        return new Subject(
            lock,
            lock::writeLock,
            lock::writeUnlock,
            () -> lock.writeHolder() == Thread.currentThread());
      }
    },
    READER {
      @Override
      Subject make() {
        ReadWriteSpinLock lock = new ReadWriteSpinLock();
        Subject subject =
            new Subject(lock, lock::readLock, lock::readUnlock, () -> lock.readers() > 0);
        subject.pass =
            () -> {
              lock.writeLock();
              lock.writeUnlock();
            };
        return subject;
      }
    };

    abstract Subject make();
  }

  private static final class Subject {
    final Object lock;
    final Runnable take;
    final Runnable release;
    final BooleanSupplier held;
    Runnable pass;

    private boolean inRelease;
    private boolean released;
    private boolean threwThoughDone;

    Subject(Object lock, Runnable take, Runnable release, BooleanSupplier held) {
      this.lock = lock;
      this.take = take;
      this.release = release;
      this.held = held;
      this.pass =
          () -> {
            take.run();
            release.run();
          };
    }

    /** Releases, and if that threw before, first looks what it has done. */
    void releaseOnce() {
      if (released) {
        return;
      }
      if (inRelease && !held.getAsBoolean()) {
        threwThoughDone = true;
        released = true;
        return;
      }
      inRelease = true;
      release.run();
      released = true;
    }
  }

  static List<Arguments> kinds() {
    List<Arguments> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (ThreadFactory waiters : Crew.kinds()) {
        all.add(Arguments.of(kind, waiters));
      }
    }
    return all;
  }

  /** An unlock that throws has not unlocked, and one that has wakes: no sleeper is lost by it. */
  @ParameterizedTest
  @MethodSource("kinds")
  void unlock_stackEndsWhileOneSleeps_throwsOnlyIfStillHeld(Kind kind, ThreadFactory waiters) {
    int threwThoughDone = 0;
    for (int round = 0; round < ROUNDS; round++) {
      threwThoughDone += threwThoughDone(kind.make(), waiters, round) ? 1 : 0;
    }
    assertThat(threwThoughDone).as("unlocks that threw and had unlocked").isZero();
  }

  private static boolean threwThoughDone(Subject subject, ThreadFactory waiters, int round) {
    try (Crew crew = new Crew(waiters);
        Crew divers = smallStacks()) {
      divers.start(
          () -> {
            subject.take.run();
            Thread waiter = crew.start(subject.pass::run);
            Crew.until("sleeps", () -> LockSupport.getBlocker(waiter) == subject.lock);
            atTheEndOfTheStack(subject::releaseOnce, round);
            subject.releaseOnce();
          });
    }
    return subject.threwThoughDone;
  }

  /** A reader whose stack ends while it finds a writer inside does not stay in the count. */
  @Test
  void readLock_stackEndsAtAWriter_leavesNoReaderBehind() {
    for (int round = 0; round < ROUNDS; round++) {
      SpinWait refuse = new Refusal();
      ReadWriteSpinLock lock = new ReadWriteSpinLock(refuse);
      lock.writeLock();
      int last = round;
      try (Crew divers = smallStacks()) {
        divers.start(
            () ->
                atTheEndOfTheStack(
                    () -> {
                      try {
                        lock.readLock();
                      } catch (IllegalStateException enoughStack) {
                        return; // by the hook: it had come as far as to wait
                      }
                    },
                    last));
      }
      lock.writeUnlock();
      assertThat(lock.readers()).as("readers inside after round " + round).isZero();
    }
  }

  /** Waits for nothing. */
  private static final class Refusal implements SpinWait {
    @Override
    public void pause(int step) {
      throw new IllegalStateException("no wait");
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      throw new IllegalStateException("no wait");
    }
  }

  private static Crew smallStacks() {
    return new Crew(body -> new Thread(null, body, "diver", SMALL_STACK));
  }

  /**
   * Runs an action with less stack than it needs, then with a little more, and so on.
   *
   * @param shift changes where the stack ends
   */
  private static void atTheEndOfTheStack(Runnable action, int shift) {
    try {
      shift(action, shift);
    } catch (StackOverflowError expected) {
      return;
    }
  }

  private static int shift(Runnable action, int frames) {
    return frames == 0 ? dive(action, new int[] {0}) : shift(action, frames - 1) + 1;
  }

  private static int dive(Runnable action, int[] runs) {
    try {
      return dive(action, runs) + 1;
    } catch (StackOverflowError end) {
      if (runs[0]++ < ROUNDS) {
        action.run(); // which may end as the dive did
      }
      throw end;
    }
  }
}
