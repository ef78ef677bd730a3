package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.stress.broken.GappyReadWriteLock;
import org.kernsync.stress.broken.LeakyReadWriteLock;
import org.kernsync.stress.broken.LookThenCountRwSemaphore;
import org.kernsync.stress.contract.LockUnderTest;
import org.kernsync.stress.contract.ReadWriteUnderTest;

/** A pair of plain counters is linearizable behind each read-write lock, a downgrade included. */
class ReadWriteGuardTest {
  /** No interleaving that the model checker tries tears the pair or loses an increment. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        BehindReadWriteSpinLock.class,
        BehindRwSemaphore.class,
        BehindPerCpuRwSemaphore.class
      })
  void modelChecking_lock_linearizable(Class<?> pair) {
    Check.modelChecking().scenarios(12).linearizable(pair);
  }

  /** Neither do threads that run freely. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        BehindReadWriteSpinLock.class,
        BehindRwSemaphore.class,
        BehindPerCpuRwSemaphore.class
      })
  void stress_lock_linearizable(Class<?> pair) {
    Check.stress().linearizable(pair);
  }

  /** The same check on a broken lock is red: a reader beside the writer, a gap in a downgrade. */
  @ParameterizedTest
  @ValueSource(classes = {BehindLeaky.class, BehindGappy.class, BehindLookThenCount.class})
  void modelChecking_brokenLock_rejected(Class<?> pair) {
    Check.modelChecking().notLinearizable(pair);
  }

  /** The operations; the fields are plain, the lock must order them. */
  public abstract static class Pair {
    private final ActorCpus cpus;
    private final ReadWriteUnderTest lock;
    private int x;
    private int y;

    Pair(ActorCpus cpus, ReadWriteUnderTest lock) {
      this.cpus = cpus;
      this.lock = lock;
    }

    @Operation
    public int increment(@Param(gen = ThreadIdGen.class) int thread) {
      cpus.own(thread);
      lock.writeLock();
      try {
        x++;
        return ++y;
      } finally {
        lock.writeUnlock();
      }
    }

    @Operation
    public int sum(@Param(gen = ThreadIdGen.class) int thread) {
      cpus.own(thread);
      lock.readLock();
      try {
        return x + y;
      } finally {
        lock.readUnlock();
      }
    }

    @Operation
    public int incrementAndSum(@Param(gen = ThreadIdGen.class) int thread) {
      cpus.own(thread);
      lock.writeLock();
      x++;
      y++;
      lock.downgrade();
      try {
        return x + y;
      } finally {
        lock.readUnlock();
      }
    }
  }

  public static final class BehindReadWriteSpinLock extends Pair {
    public BehindReadWriteSpinLock() {
      super(new ActorCpus(), ReadWriteUnderTest.of(new ReadWriteSpinLock()));
    }
  }

  public static final class BehindRwSemaphore extends Pair {
    public BehindRwSemaphore() {
      super(new ActorCpus(), adapted(new RwSemaphore()));
    }
  }

  public static final class BehindPerCpuRwSemaphore extends Pair {
    public BehindPerCpuRwSemaphore() {
      this(new ActorCpus());
    }

    private BehindPerCpuRwSemaphore(ActorCpus cpus) {
      super(cpus, adapted(new PerCpuRwSemaphore(cpus)));
    }
  }

  public static final class BehindLeaky extends Pair {
    public BehindLeaky() {
      super(new ActorCpus(), new LeakyReadWriteLock());
    }
  }

  public static final class BehindGappy extends Pair {
    public BehindGappy() {
      super(new ActorCpus(), new GappyReadWriteLock());
    }
  }

  public static final class BehindLookThenCount extends Pair {
    public BehindLookThenCount() {
      super(new ActorCpus(), adapted(new LookThenCountRwSemaphore()));
    }
  }

  private static ReadWriteUnderTest adapted(RwSemaphore semaphore) {
    return ReadWriteUnderTest.of(
        LockUnderTest.of(semaphore::downRead, semaphore::upRead, semaphore::tryDownRead),
        LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite),
        semaphore::downgradeWrite);
  }

  private static ReadWriteUnderTest adapted(PerCpuRwSemaphore semaphore) {
    return ReadWriteUnderTest.of(
        LockUnderTest.of(semaphore::downRead, semaphore::upRead, semaphore::tryDownRead),
        LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite),
        semaphore::downgradeWrite);
  }

  private static ReadWriteUnderTest adapted(LookThenCountRwSemaphore semaphore) {
    return ReadWriteUnderTest.of(
        LockUnderTest.of(semaphore::downRead, semaphore::upRead, () -> false),
        LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, () -> false),
        semaphore::downgradeWrite);
  }
}
