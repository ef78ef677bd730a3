package org.kernsync.stress.contract;

import java.util.concurrent.locks.StampedLock;
import org.junit.jupiter.api.Nested;
import org.kernsync.seq.SeqCount;
import org.kernsync.seq.SeqLock;
import org.kernsync.sleep.Mutex;
import org.kernsync.stress.broken.NaiveSequenceLock;

/** Ours and the JDK's lock fulfil the contract, and so does the base of the broken copies. */
class SequenceLockContractTest {
  @Nested
  class OfSeqLock extends SequenceLockContract {
    @Override
    protected SequenceLockUnderTest newLock() {
      return SequenceLockUnderTest.of(new SeqLock());
    }
  }

  @Nested
  class OfSeqCountWithMutex extends SequenceLockContract {
    @Override
    protected SequenceLockUnderTest newLock() {
      Mutex mutex = new Mutex();
      return SequenceLockUnderTest.of(SeqCount.guardedBy(mutex), LockUnderTest.of(mutex));
    }
  }

  @Nested
  class OfStampedLock extends SequenceLockContract {
    @Override
    protected SequenceLockUnderTest newLock() {
      return SequenceLockUnderTest.of(new StampedLock());
    }
  }

  @Nested
  class OfNaiveSequenceLock extends SequenceLockContract {
    @Override
    protected SequenceLockUnderTest newLock() {
      return new NaiveSequenceLock();
    }
  }
}
