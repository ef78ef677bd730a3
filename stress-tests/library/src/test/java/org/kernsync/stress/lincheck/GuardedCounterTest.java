package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.broken.TestThenSetMutex;
import org.kernsync.stress.broken.TwoStepBitLock;
import org.kernsync.stress.broken.TwoStepTicketLock;
import org.kernsync.stress.contract.LockUnderTest;

/** A plain counter is linearizable behind each lock, and is not behind its broken twin. */
class GuardedCounterTest {
  /** No interleaving that the model checker tries loses an increment. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        BehindTicketSpinLock.class,
        BehindQueuedSpinLock.class,
        BehindBitSpinLock.class,
        BehindMutex.class
      })
  void modelChecking_lock_linearizable(Class<?> counter) {
    Check.modelChecking().linearizable(counter);
  }

  /** Neither do threads that run freely. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        BehindTicketSpinLock.class,
        BehindQueuedSpinLock.class,
        BehindBitSpinLock.class,
        BehindMutex.class
      })
  void stress_lock_linearizable(Class<?> counter) {
    Check.stress().linearizable(counter);
  }

  /** The same check on a broken lock is red. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        BehindTwoStepTicketLock.class,
        BehindTwoStepBitLock.class,
        BehindTestThenSetMutex.class
      })
  void modelChecking_brokenLock_rejected(Class<?> counter) {
    Check.modelChecking().notLinearizable(counter);
  }

  /** The operations; the fields are plain, the lock must order them. */
  public abstract static class GuardedCounter {
    private final LockUnderTest lock;
    private int count;

    GuardedCounter(LockUnderTest lock) {
      this.lock = lock;
    }

    @Operation
    public int increment() {
      lock.lock();
      try {
        return ++count;
      } finally {
        lock.unlock();
      }
    }

    @Operation
    public int get() {
      lock.lock();
      try {
        return count;
      } finally {
        lock.unlock();
      }
    }
  }

  public static final class BehindTicketSpinLock extends GuardedCounter {
    public BehindTicketSpinLock() {
      super(LockUnderTest.of(new TicketSpinLock()));
    }
  }

  public static final class BehindQueuedSpinLock extends GuardedCounter {
    public BehindQueuedSpinLock() {
      super(LockUnderTest.of(new QueuedSpinLock()));
    }
  }

  public static final class BehindBitSpinLock extends GuardedCounter {
    public BehindBitSpinLock() {
      super(Locks.bitOf(new BitSpinLock(), new AtomicInt32()));
    }
  }

  public static final class BehindMutex extends GuardedCounter {
    public BehindMutex() {
      super(LockUnderTest.of(new Mutex()));
    }
  }

  public static final class BehindTwoStepTicketLock extends GuardedCounter {
    public BehindTwoStepTicketLock() {
      super(Locks.adapted(new TwoStepTicketLock()));
    }
  }

  public static final class BehindTwoStepBitLock extends GuardedCounter {
    public BehindTwoStepBitLock() {
      super(Locks.bitOf(new TwoStepBitLock()));
    }
  }

  public static final class BehindTestThenSetMutex extends GuardedCounter {
    public BehindTestThenSetMutex() {
      super(Locks.adapted(new TestThenSetMutex()));
    }
  }
}
