package org.kernsync.stress.torture;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Locks with faults of other kinds than the twins have. */
final class OddLocks {
  private static final long THROWS_AFTER = 1_000;

  private OddLocks() {}

  /** Is right, and says that somebody waits. */
  static TorturedLock neverFree() {
    return TorturedLock.exclusive(LockSide.of(new ReentrantLock()), () -> false);
  }

  /** Is right for a while. */
  static TorturedLock throwing() {
    ReentrantLock lock = new ReentrantLock();
    AtomicLong calls = new AtomicLong();
    return TorturedLock.exclusive(
        LockSide.of(
            () -> {
              if (calls.incrementAndGet() > THROWS_AFTER) {
                throw new IllegalStateException("planted");
              }
              lock.lock();
            },
            lock::unlock,
            lock::tryLock),
        () -> !lock.isLocked());
  }

  /** Says that it is free, also where a dead thread holds it. */
  static TorturedLock forgettingDead() {
    return TorturedLock.exclusive(LockSide.of(new ReentrantLock()), () -> true);
  }

  /** Knows its holder, and does not tell. */
  static TorturedLock nameless() {
    ReentrantLock lock = new ReentrantLock();
    return new SpinLocks.Exclusive(LockSide.of(lock), () -> !lock.isLocked(), "nameless");
  }

  /** Says itself that somebody was passed by eight, where there are eight threads. */
  static TorturedLock unordered() {
    ReentrantLock lock = new ReentrantLock();
    return new SpinLocks.Exclusive(LockSide.of(lock), () -> !lock.isLocked(), lock) {
      @Override
      public long mostOvertaken() {
        return 8;
      }
    };
  }
}
