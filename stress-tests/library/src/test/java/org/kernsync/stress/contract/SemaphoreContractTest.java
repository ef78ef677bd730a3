package org.kernsync.stress.contract;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Nested;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.broken.NaiveSemaphore;

/** Ours and the JDK's semaphore fulfil the contract, and so does the base of the broken copies. */
class SemaphoreContractTest {
  @Nested
  class OfCountingSemaphore extends SemaphoreContract {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return SemaphoreUnderTest.of(new CountingSemaphore(permits));
    }
  }

  @Nested
  class OfSemaphore extends SemaphoreContract {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return SemaphoreUnderTest.of(new Semaphore(permits));
    }
  }

  @Nested
  class OfFairSemaphore extends SemaphoreContract {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return SemaphoreUnderTest.of(new Semaphore(permits, true));
    }
  }

  @Nested
  class OfNaiveSemaphore extends SemaphoreContract {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return new NaiveSemaphore(permits);
    }
  }
}
