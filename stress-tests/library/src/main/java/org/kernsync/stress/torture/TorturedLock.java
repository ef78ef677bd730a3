package org.kernsync.stress.torture;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.BooleanSupplier;

/**
 * A lock that {@link LockTorture} can torture. Adapt yours: one side is enough, the rest says what
 * more it has. Its {@code toString} is shown where a run is red.
 *
 * <pre>{@code
 * TorturedLock.of(new ReentrantLock());
 * TorturedLock.exclusive(LockSide.of(lock), () -> !lock.isLocked() && !lock.hasQueuedThreads());
 * }</pre>
 */
public interface TorturedLock {
  /**
   * The way in for one at a time; for as many as there are {@link #permits}.
   *
   * @return always the same
   */
  LockSide writing();

  /**
   * The way in for many at a time, which keeps those who write out.
   *
   * @return always the same; null if there is none
   */
  default LockSide reading() {
    return null;
  }

  /**
   * How many may be inside by {@link #writing}.
   *
   * @return 1, or more for a semaphore
   */
  default int permits() {
    return 1;
  }

  /**
   * Whether a writer can become a reader.
   *
   * @return true if {@link #downgrade} may be called
   */
  default boolean hasDowngrade() {
    return false;
  }

  /** Turns the writer, who calls it, into a reader, without letting a writer in between. */
  default void downgrade() {
    throw new UnsupportedOperationException("no downgrade: " + this);
  }

  /**
   * Whether nobody holds it and nobody waits: all permits there, all lists empty. Asked only while
   * nobody uses the lock, or whoever does has died.
   *
   * @return true if so
   */
  boolean isFree();

  /**
   * Whether {@code toString} names the thread that holds the lock for writing.
   *
   * @return false if the lock does not know it
   */
  default boolean namesHolder() {
    return false;
  }

  /**
   * How many others, at most, got in while a thread stood in line, from its place on. Asked at any
   * time. A lock that is strictly first come, first served has to stay below the number of threads.
   *
   * @return the number; -1 for a lock that does not promise this
   */
  default long mostOvertaken() {
    return -1;
  }

  /**
   * A lock with the interface of the JDK: free if it can be had.
   *
   * @param lock a lock
   * @return the same lock
   */
  static TorturedLock of(Lock lock) {
    return new SpinLocks.Anonymous(LockSide.of(lock), () -> hasAtOnce(lock), lock);
  }

  /**
   * A pair of locks with the interface of the JDK: free if it can be had for writing.
   *
   * @param lock a pair
   * @return the same pair
   */
  static TorturedLock of(ReadWriteLock lock) {
    LockSide reading = LockSide.of(lock.readLock());
    return new SpinLocks.Anonymous(
        LockSide.of(lock.writeLock()), () -> hasAtOnce(lock.writeLock()), lock) {
      @Override
      public LockSide reading() {
        return reading;
      }
    };
  }

  private static boolean hasAtOnce(Lock lock) {
    boolean has = lock.tryLock();
    if (has) {
      lock.unlock();
    }
    return has;
  }

  /**
   * A lock for one at a time.
   *
   * @param side the way in
   * @param free what {@link #isFree} says
   * @return a lock of these
   */
  static TorturedLock exclusive(LockSide side, BooleanSupplier free) {
    return new TorturedLock() {
      @Override
      public LockSide writing() {
        return side;
      }

      @Override
      public boolean isFree() {
        return free.getAsBoolean();
      }
    };
  }
}
