package org.kernsync.stress.contract;

import java.util.concurrent.locks.ReadWriteLock;
import org.kernsync.spin.ReadWriteSpinLock;

/** What {@link ReadWriteContract} asks of a read-write lock. Adapt yours with a few lines. */
public interface ReadWriteUnderTest {
  /** Enters as a reader, waiting if need be. An interrupt does not end the wait; its flag stays. */
  void readLock();

  /** Leaves as a reader; called by the thread that entered. */
  void readUnlock();

  /**
   * Enters as a reader if that needs no waiting.
   *
   * @return whether it did
   */
  boolean tryReadLock();

  /** Enters as the writer, waiting if need be. An interrupt does not end the wait. */
  void writeLock();

  /** Leaves as the writer; called by the thread that entered. */
  void writeUnlock();

  /**
   * Enters as the writer if that needs no waiting.
   *
   * @return whether it did
   */
  boolean tryWriteLock();

  /** Turns the writer, who calls it, into a reader, without letting another writer in between. */
  void downgrade();

  /**
   * A spinlock of Kernsync.
   *
   * @param lock the lock
   * @return the same lock
   */
  static ReadWriteUnderTest of(ReadWriteSpinLock lock) {
    return of(
        LockUnderTest.of(lock::readLock, lock::readUnlock, lock::tryReadLock),
        LockUnderTest.of(lock::writeLock, lock::writeUnlock, lock::tryWriteLock),
        lock::downgrade);
  }

  /**
   * A lock with the interface of the JDK, of which a writer may take the read side too.
   *
   * @param lock the lock
   * @return the same lock
   */
  static ReadWriteUnderTest of(ReadWriteLock lock) {
    return of(
        LockUnderTest.of(lock.readLock()),
        LockUnderTest.of(lock.writeLock()),
        () -> {
          lock.readLock().lock();
          lock.writeLock().unlock();
        });
  }

  /**
   * Any lock, made of its two sides.
   *
   * @param reading the read side
   * @param writing the write side
   * @param downgrade what {@link #downgrade} does
   * @return a lock of these
   */
  static ReadWriteUnderTest of(LockUnderTest reading, LockUnderTest writing, Runnable downgrade) {
    return new ReadWriteUnderTest() {
      @Override
      public void readLock() {
        reading.lock();
      }

      @Override
      public void readUnlock() {
        reading.unlock();
      }

      @Override
      public boolean tryReadLock() {
        return reading.tryLock();
      }

      @Override
      public void writeLock() {
        writing.lock();
      }

      @Override
      public void writeUnlock() {
        writing.unlock();
      }

      @Override
      public boolean tryWriteLock() {
        return writing.tryLock();
      }

      @Override
      public void downgrade() {
        downgrade.run();
      }
    };
  }
}
