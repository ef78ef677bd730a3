package org.kernsync.stress.contract;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Nested;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.stress.broken.NaiveReadWriteLock;

/** Ours and the JDK's locks fulfil the contract, and so does the base of the broken copies. */
class ReadWriteContractTest {
  @Nested
  class OfReadWriteSpinLock extends ReadWriteContract {
    @Override
    protected ReadWriteUnderTest newLock() {
      return ReadWriteUnderTest.of(new ReadWriteSpinLock());
    }
  }

  @Nested
  class OfFairReentrantReadWriteLock extends ReadWriteContract {
    @Override
    protected ReadWriteUnderTest newLock() {
      return ReadWriteUnderTest.of(new ReentrantReadWriteLock(true));
    }
  }

  @Nested
  class OfNaiveReadWriteLock extends ReadWriteContract {
    @Override
    protected ReadWriteUnderTest newLock() {
      return new NaiveReadWriteLock();
    }
  }
}
