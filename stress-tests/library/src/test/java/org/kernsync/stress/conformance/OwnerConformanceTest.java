package org.kernsync.stress.conformance;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Nested;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.stress.contract.SemaphoreUnderTest;

/** Locks with owners, conditions, read-write locks and counts, ours and the JDK's. */
class OwnerConformanceTest {
  @Nested
  class OfMutexAsLock implements OwnerConformance, ConditionConformance {
    @Override
    public Lock newLock() {
      return new Mutex().asLock();
    }

    @Override
    public Lock newLockWithCondition() {
      return new Mutex().asLock();
    }

    @Override
    public boolean isReentrant() {
      return false;
    }

    @Override
    public String misuseMessage() {
      return "unlock by a thread that does not hold it";
    }
  }

  @Nested
  class OfRwSemaphore implements OwnerConformance, ConditionConformance, ReadWriteConformance {
    @Override
    public Lock newLock() {
      return new RwSemaphore().asReadWriteLock().writeLock();
    }

    @Override
    public Lock newLockWithCondition() {
      return newLock();
    }

    @Override
    public boolean isReentrant() {
      return false;
    }

    @Override
    public String misuseMessage() {
      return "upWrite by a thread that is not the writer";
    }

    @Override
    public ReadWriteLock newReadWriteLock() {
      return new Readable();
    }

    @Override
    public int queueLength(ReadWriteLock lock) {
      return ((Readable) lock).semaphore.getQueueLength();
    }
  }

  /** The view, and what it is a view of. */
  private static final class Readable implements ReadWriteLock {
    private final RwSemaphore semaphore = new RwSemaphore();

    @Override
    public Lock readLock() {
      return semaphore.asReadWriteLock().readLock();
    }

    @Override
    public Lock writeLock() {
      return semaphore.asReadWriteLock().writeLock();
    }
  }

  @Nested
  class OfReentrantLock implements OwnerConformance, ConditionConformance {
    @Override
    public Lock newLock() {
      return new ReentrantLock();
    }

    @Override
    public Lock newLockWithCondition() {
      return new ReentrantLock();
    }

    @Override
    public boolean isReentrant() {
      return true;
    }

    @Override
    public String misuseMessage() {
      return "";
    }
  }

  @Nested
  class OfReentrantReadWriteLock
      implements OwnerConformance, ConditionConformance, ReadWriteConformance {
    @Override
    public Lock newLock() {
      return new ReentrantReadWriteLock().writeLock();
    }

    @Override
    public Lock newLockWithCondition() {
      return newLock();
    }

    @Override
    public boolean isReentrant() {
      return true;
    }

    @Override
    public String misuseMessage() {
      return "";
    }

    @Override
    public ReadWriteLock newReadWriteLock() {
      return new ReentrantReadWriteLock(true);
    }

    @Override
    public int queueLength(ReadWriteLock lock) {
      return ((ReentrantReadWriteLock) lock).getQueueLength();
    }
  }

  @Nested
  class OfCountingSemaphore implements CountConformance {
    @Override
    public SemaphoreUnderTest newSemaphore(int permits) {
      return SemaphoreUnderTest.of(new CountingSemaphore(permits));
    }

    @Override
    public Class<? extends Throwable> overflow() {
      return IllegalStateException.class;
    }
  }

  @Nested
  class OfSemaphore implements CountConformance {
    @Override
    public SemaphoreUnderTest newSemaphore(int permits) {
      return SemaphoreUnderTest.of(new Semaphore(permits));
    }

    @Override
    public Class<? extends Throwable> overflow() {
      return Error.class;
    }
  }

  @Nested
  class OfSoundBases
      implements OwnerConformance, ConditionConformance, ReadWriteConformance, CountConformance {
    @Override
    public Lock newLock() {
      return new FaultyLock(FaultyLock.Fault.NONE);
    }

    @Override
    public Lock newLockWithCondition() {
      return FaultyCondition.lockWith(FaultyCondition.Fault.NONE);
    }

    @Override
    public boolean isReentrant() {
      return false;
    }

    @Override
    public String misuseMessage() {
      return "not held";
    }

    @Override
    public ReadWriteLock newReadWriteLock() {
      return new FaultyReadWriteLock(FaultyReadWriteLock.Fault.NONE);
    }

    @Override
    public int queueLength(ReadWriteLock lock) {
      return ((FaultyReadWriteLock) lock).sound.getQueueLength();
    }

    @Override
    public SemaphoreUnderTest newSemaphore(int permits) {
      return new FaultyCount(permits, FaultyCount.Fault.NONE);
    }

    @Override
    public Class<? extends Throwable> overflow() {
      return IllegalStateException.class;
    }
  }
}
