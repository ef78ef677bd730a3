package org.kernsync.stress.contract;

import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Nested;
import org.kernsync.ref.LockRef;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.broken.NaiveMutex;
import org.kernsync.stress.broken.NaiveQueuedLock;
import org.kernsync.stress.broken.NaiveTicketLock;

/** Ours and the JDK's locks fulfil the contract, and so do the bases of the broken copies. */
class MutualExclusionContractTest {
  @Nested
  class OfTicketSpinLock extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return LockUnderTest.of(new TicketSpinLock());
    }
  }

  @Nested
  class OfQueuedSpinLock extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return LockUnderTest.of(new QueuedSpinLock());
    }
  }

  @Nested
  class OfMutex extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return LockUnderTest.of(new Mutex());
    }
  }

  @Nested
  class OfLockRef extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      LockRef ref = new LockRef(1);
      return LockUnderTest.of(ref::lock, ref::unlock, ref::tryLock);
    }
  }

  @Nested
  class OfReentrantLock extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return LockUnderTest.of(new ReentrantLock());
    }
  }

  @Nested
  class OfFairReentrantLock extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return LockUnderTest.of(new ReentrantLock(true));
    }
  }

  @Nested
  class OfNaiveMutex extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return new NaiveMutex();
    }
  }

  @Nested
  class OfNaiveTicketLock extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return new NaiveTicketLock();
    }
  }

  @Nested
  class OfNaiveQueuedLock extends MutualExclusionContract {
    @Override
    protected LockUnderTest newLock() {
      return new NaiveQueuedLock();
    }
  }
}
