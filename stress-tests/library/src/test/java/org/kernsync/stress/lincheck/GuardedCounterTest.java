package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.broken.TestThenSetMutex;
import org.kernsync.stress.broken.TwoStepTicketLock;
import org.kernsync.stress.contract.LockUnderTest;

/** A plain counter is linearizable behind each lock, and is not behind its broken twin. */
class GuardedCounterTest {
  /** No interleaving that the model checker tries loses an increment. */
  @ParameterizedTest
  @ValueSource(
      classes = {BehindTicketSpinLock.class, BehindQueuedSpinLock.class, BehindMutex.class})
  void modelChecking_lock_linearizable(Class<?> counter) {
    Check.modelChecking().linearizable(counter);
  }

  /** Neither do threads that run freely. */
  @ParameterizedTest
  @ValueSource(
      classes = {BehindTicketSpinLock.class, BehindQueuedSpinLock.class, BehindMutex.class})
  void stress_lock_linearizable(Class<?> counter) {
    Check.stress().linearizable(counter);
  }

  /** The same check on a broken lock is red. */
  @ParameterizedTest
  @ValueSource(classes = {BehindTwoStepTicketLock.class, BehindTestThenSetMutex.class})
  void modelChecking_brokenLock_rejected(Class<?> counter) {
    Check.modelChecking().notLinearizable(counter);
  }

  /** The broken copy by the way that ours takes, so that the one shows what the other would. */
  private static LockUnderTest adapted(LockUnderTest broken) {
    return LockUnderTest.of(broken::lock, broken::unlock, broken::tryLock);
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

  public static final class BehindMutex extends GuardedCounter {
    public BehindMutex() {
      super(LockUnderTest.of(new Mutex()));
    }
  }

  public static final class BehindTwoStepTicketLock extends GuardedCounter {
    public BehindTwoStepTicketLock() {
      super(adapted(new TwoStepTicketLock()));
    }
  }

  public static final class BehindTestThenSetMutex extends GuardedCounter {
    public BehindTestThenSetMutex() {
      super(adapted(new TestThenSetMutex()));
    }
  }
}
