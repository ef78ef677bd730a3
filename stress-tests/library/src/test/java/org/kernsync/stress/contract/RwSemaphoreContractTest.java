package org.kernsync.stress.contract;

import org.junit.jupiter.api.Nested;
import org.kernsync.sleep.RwSemaphore;

/** {@link RwSemaphore} is a read-write lock; its write side, seen as a lock, is a lock. */
class RwSemaphoreContractTest {
  @Nested
  class AsReadWriteLock extends ReadWriteContract {
    @Override
    protected ReadWriteUnderTest newLock() {
      RwSemaphore semaphore = new RwSemaphore();
      return ReadWriteUnderTest.of(
          LockUnderTest.of(semaphore::downRead, semaphore::upRead, semaphore::tryDownRead),
          LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite),
          semaphore::downgradeWrite);
    }
  }

  @Nested
  class WriteSide extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return LockUnderTest.of(new RwSemaphore().asReadWriteLock().writeLock());
    }
  }
}
