package org.kernsync.stress.contract;

import org.junit.jupiter.api.Nested;
import org.kernsync.percpu.PerCpuRwSemaphore;

/** {@link PerCpuRwSemaphore} is a read-write lock. */
class PerCpuRwSemaphoreContractTest {
  @Nested
  class AsReadWriteLock extends ReadWriteContract {
    @Override
    protected ReadWriteUnderTest newLock() {
      PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
      return ReadWriteUnderTest.of(
          LockUnderTest.of(semaphore::downRead, semaphore::upRead, semaphore::tryDownRead),
          LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite),
          semaphore::downgradeWrite);
    }
  }
}
