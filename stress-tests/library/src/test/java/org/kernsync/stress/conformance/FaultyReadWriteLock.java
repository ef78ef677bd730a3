package org.kernsync.stress.conformance;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The JDK's fair read-write lock with one fault on each of its two sides or on one. */
final class FaultyReadWriteLock implements ReadWriteLock {
  /** What is wrong. */
  enum Fault {
    /** Nothing: a positive control. */
    NONE,
    /** One reader at a time. */
    SOLITARY,
    /** A writer may try its way in beside readers. */
    LETS_WRITER_IN,
    /** A reader may try its way in beside a writer. */
    LETS_READER_IN,
    /** Readers join readers past a writer in line. */
    READERS_FIRST,
    /** Whoever leaves without being in hears nothing of it. */
    SILENT,
    /** Readers have conditions. */
    GIVES_CONDITION
  }

  final ReentrantReadWriteLock sound = new ReentrantReadWriteLock(true);
  private final Fault fault;

  FaultyReadWriteLock(Fault fault) {
    this.fault = fault;
  }

  @Override
  public Lock readLock() {
    boolean solitary = fault == Fault.SOLITARY;
    return new Side(solitary ? sound.writeLock() : sound.readLock(), Fault.LETS_READER_IN);
  }

  @Override
  public Lock writeLock() {
    return new Side(sound.writeLock(), Fault.LETS_WRITER_IN);
  }

  private final class Side implements Lock {
    private final Lock side;
    private final boolean open;

    Side(Lock side, Fault opening) {
      this.side = side;
      this.open = fault == opening;
    }

    @Override
    public void lock() {
      side.lock();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      side.lockInterruptibly();
    }

    @Override
    public boolean tryLock() {
      return open || side.tryLock();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return open || (fault == Fault.READERS_FIRST ? side.tryLock() : side.tryLock(time, unit));
    }

    @Override
    public void unlock() {
      try {
        side.unlock();
      } catch (IllegalMonitorStateException misuse) {
        if (fault != Fault.SILENT) {
          throw misuse;
        }
      }
    }

    @Override
    public Condition newCondition() {
      return (fault == Fault.GIVES_CONDITION ? sound.writeLock() : side).newCondition();
    }
  }
}
