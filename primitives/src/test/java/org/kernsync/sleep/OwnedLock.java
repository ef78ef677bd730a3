package org.kernsync.sleep;

import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * A lock with an owner and conditions, under test.
 *
 * @param lock the lock, free
 * @param isOwned whether the calling thread is the owner
 * @param hasWaiters whether threads wait for the lock; needs next to no stack
 */
record OwnedLock(Lock lock, BooleanSupplier isOwned, BooleanSupplier hasWaiters) {
  static OwnedLock of(Mutex mutex) {
    return new OwnedLock(mutex.asLock(), mutex::isHeldByCurrentThread, mutex::hasQueuedThreads);
  }

  static OwnedLock of(RwSemaphore semaphore) {
    return new OwnedLock(
        semaphore.asReadWriteLock().writeLock(),
        semaphore::isWriteLockedByCurrentThread,
        semaphore::isContended);
  }
}
