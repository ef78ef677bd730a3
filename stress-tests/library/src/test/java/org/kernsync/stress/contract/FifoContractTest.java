package org.kernsync.stress.contract;

import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Nested;
import org.kernsync.queue.KFifo;
import org.kernsync.stress.broken.NaiveFifo;

/** Our fifo fulfils the contract, a queue of the JDK does, and the base of the broken copies. */
class FifoContractTest {
  @Nested
  class OfKFifo extends FifoContract {
    @Override
    protected FifoUnderTest<Parcel> newFifo(int capacity) {
      return FifoUnderTest.of(new KFifo<Parcel>(capacity));
    }
  }

  @Nested
  class OfArrayBlockingQueue extends FifoContract {
    @Override
    protected FifoUnderTest<Parcel> newFifo(int capacity) {
      return FifoUnderTest.of(new ArrayBlockingQueue<Parcel>(capacity));
    }
  }

  @Nested
  class OfNaiveFifo extends FifoContract {
    @Override
    protected FifoUnderTest<Parcel> newFifo(int capacity) {
      return new NaiveFifo<>(capacity);
    }
  }
}
