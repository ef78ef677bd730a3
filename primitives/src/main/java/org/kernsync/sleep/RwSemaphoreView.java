package org.kernsync.sleep;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/** A {@link RwSemaphore} seen as a {@link ReadWriteLock}. */
final class RwSemaphoreView implements ReadWriteLock {
  private final RwSemaphore semaphore;

  RwSemaphoreView(RwSemaphore semaphore) {
    this.semaphore = semaphore;
  }

  @Override
  public Lock readLock() {
    return new ReadView(semaphore);
  }

  @Override
  public Lock writeLock() {
    return new WriteView(semaphore);
  }

  @Override
  public String toString() {
    return semaphore.toString();
  }

  private static final class ReadView implements Lock {
    private final RwSemaphore semaphore;

    ReadView(RwSemaphore semaphore) {
      this.semaphore = semaphore;
    }

    @Override
    public void lock() {
      semaphore.downRead();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      semaphore.downReadInterruptibly();
    }

    @Override
    public boolean tryLock() {
      return semaphore.tryDownRead();
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
      return semaphore.tryDownRead(timeout, unit);
    }

    @Override
    public void unlock() {
      semaphore.upRead();
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException("conditions belong to the write lock");
    }

    @Override
    public String toString() {
      return "read lock of " + semaphore;
    }
  }

  private static final class WriteView implements Lock {
    private final RwSemaphore semaphore;

    WriteView(RwSemaphore semaphore) {
      this.semaphore = semaphore;
    }

    @Override
    public void lock() {
      semaphore.downWrite();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      semaphore.downWriteInterruptibly();
    }

    @Override
    public boolean tryLock() {
      return semaphore.tryDownWrite();
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
      return semaphore.tryDownWrite(timeout, unit);
    }

    @Override
    public void unlock() {
      semaphore.upWrite();
    }

    @Override
    public Condition newCondition() {
      return new RwSemaphoreCondition(semaphore);
    }

    @Override
    public String toString() {
      return "write lock of " + semaphore;
    }
  }
}
