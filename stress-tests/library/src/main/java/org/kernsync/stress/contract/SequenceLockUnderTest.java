package org.kernsync.stress.contract;

import java.util.concurrent.locks.StampedLock;
import org.kernsync.seq.SeqCount;
import org.kernsync.seq.SeqLock;

/** What {@link SequenceLockContract} asks of a lock. Adapt yours with a few lines. */
public interface SequenceLockUnderTest {
  /** Begins a write section, waiting for other writers if need be. */
  void writeLock();

  /** Ends a write section; called by the thread that began it. */
  void writeUnlock();

  /**
   * Begins a read section without keeping writers out. Waits for a writer that is inside, or lets
   * {@link #readRetry} say true.
   *
   * @return the start, for {@link #readRetry}
   */
  long readBegin();

  /**
   * Ends a read section.
   *
   * @param start what {@link #readBegin} returned
   * @return true if a writer was inside meanwhile, so that the section must run again
   */
  boolean readRetry(long start);

  /**
   * A sequence lock of Kernsync.
   *
   * @param lock the lock
   * @return the same lock
   */
  static SequenceLockUnderTest of(SeqLock lock) {
    return new SequenceLockUnderTest() {
      @Override
      public void writeLock() {
        lock.writeLock();
      }

      @Override
      public void writeUnlock() {
        lock.writeUnlock();
      }

      @Override
      public long readBegin() {
        return lock.readBegin();
      }

      @Override
      public boolean readRetry(long start) {
        return lock.readRetry((int) start);
      }
    };
  }

  /**
   * A sequence counter of Kernsync and the lock of its writers.
   *
   * @param count the counter
   * @param writers the lock
   * @return the two together
   */
  static SequenceLockUnderTest of(SeqCount count, LockUnderTest writers) {
    return new SequenceLockUnderTest() {
      @Override
      public void writeLock() {
        writers.lock();
        count.writeBegin();
      }

      @Override
      public void writeUnlock() {
        count.writeEnd();
        writers.unlock();
      }

      @Override
      public long readBegin() {
        return count.readBegin();
      }

      @Override
      public boolean readRetry(long start) {
        return count.readRetry((int) start);
      }
    };
  }

  /**
   * The optimistic reads of the JDK's lock.
   *
   * @param lock the lock
   * @return the same lock
   */
  static SequenceLockUnderTest of(StampedLock lock) {
    return new SequenceLockUnderTest() {
      private long writeStamp; // plain: the writer's, so guarded by the lock

      @Override
      public void writeLock() {
        writeStamp = lock.writeLock();
      }

      @Override
      public void writeUnlock() {
        lock.unlockWrite(writeStamp);
      }

      @Override
      public long readBegin() {
        long stamp = lock.tryOptimisticRead();
        if (stamp == 0) {
          stamp = lock.tryConvertToOptimisticRead(lock.readLock());
        }
        return stamp;
      }

      @Override
      public boolean readRetry(long start) {
        return !lock.validate(start);
      }
    };
  }
}
