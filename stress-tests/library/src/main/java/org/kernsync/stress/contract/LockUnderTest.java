package org.kernsync.stress.contract;

import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.SpinLock;

/** What {@link MutualExclusionContract} asks of a lock. Adapt yours with a few lines. */
public interface LockUnderTest {
  /** Locks, waiting if need be. An interrupt does not end the wait; its flag stays. */
  void lock();

  /** Unlocks; called by the thread that locked. */
  void unlock();

  /**
   * Locks if that needs no waiting.
   *
   * @return whether it did
   */
  boolean tryLock();

  /**
   * A spinlock of Kernsync.
   *
   * @param lock the lock
   * @return the same lock
   */
  static LockUnderTest of(SpinLock lock) {
    return of(lock::lock, lock::unlock, lock::tryLock);
  }

  /**
   * A mutex of Kernsync.
   *
   * @param mutex the mutex
   * @return the same mutex
   */
  static LockUnderTest of(Mutex mutex) {
    return of(mutex::lock, mutex::unlock, mutex::tryLock);
  }

  /**
   * A lock with the interface of the JDK.
   *
   * @param lock the lock
   * @return the same lock
   */
  static LockUnderTest of(Lock lock) {
    return of(lock::lock, lock::unlock, lock::tryLock);
  }

  /**
   * Any lock.
   *
   * @param lock what {@link #lock} does
   * @param unlock what {@link #unlock} does
   * @param tryLock what {@link #tryLock} does
   * @return a lock of these three
   */
  static LockUnderTest of(Runnable lock, Runnable unlock, BooleanSupplier tryLock) {
    return new LockUnderTest() {
      @Override
      public void lock() {
        lock.run();
      }

      @Override
      public void unlock() {
        unlock.run();
      }

      @Override
      public boolean tryLock() {
        return tryLock.getAsBoolean();
      }
    };
  }
}
