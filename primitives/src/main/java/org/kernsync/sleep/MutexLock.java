package org.kernsync.sleep;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A {@link Mutex} seen as a {@link Lock}. */
final class MutexLock implements Lock {
  private final Mutex mutex;

  MutexLock(Mutex mutex) {
    this.mutex = mutex;
  }

  @Override
  public void lock() {
    mutex.lock();
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    mutex.lockInterruptibly();
  }

  @Override
  public boolean tryLock() {
    return mutex.tryLock();
  }

  @Override
  public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
    return mutex.tryLock(timeout, unit);
  }

  @Override
  public void unlock() {
    mutex.unlock();
  }

  @Override
  public Condition newCondition() {
    return new MutexCondition(mutex);
  }

  @Override
  public String toString() {
    return mutex.toString();
  }
}
