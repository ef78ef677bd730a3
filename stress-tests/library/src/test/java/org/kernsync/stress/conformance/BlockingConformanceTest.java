package org.kernsync.stress.conformance;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Nested;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.wait.Completion;

/** What threads wait for, ours and the JDK's, behaves alike but where the suite taken says so. */
class BlockingConformanceTest {
  /** What all of them promise. */
  interface Common extends InterruptConformance, TimeoutConformance, QueueConformance {}

  @Nested
  class OfCountingSemaphore implements Common, FifoConformance, HandOverConformance {
    @Override
    public BlockingUnderTest newSubject() {
      return BlockingUnderTest.of(new CountingSemaphore(1));
    }
  }

  @Nested
  class OfFairSemaphore implements Common, FifoConformance, HandOverConformance {
    @Override
    public BlockingUnderTest newSubject() {
      return BlockingUnderTest.of(new Semaphore(1, true));
    }

    /** The form without a time passes the line on purpose. */
    @Override
    public boolean tryPolitely(BlockingUnderTest subject) throws InterruptedException {
      return subject.tryAcquire(0);
    }
  }

  @Nested
  class OfSemaphore implements Common, FifoConformance, BargingConformance {
    @Override
    public BlockingUnderTest newSubject() {
      return BlockingUnderTest.of(new Semaphore(1));
    }
  }

  @Nested
  class OfCompletion implements Common, FifoConformance, HandOverConformance {
    @Override
    public BlockingUnderTest newSubject() {
      return BlockingUnderTest.of(new Completion());
    }
  }

  @Nested
  class OfMutexAsLock implements Common, FifoConformance, BargingConformance {
    @Override
    public BlockingUnderTest newSubject() {
      Mutex mutex = new Mutex();
      Lock lock = mutex.asLock();
      return BlockingUnderTest.of(lock, lock, mutex::getQueueLength, mutex::hasQueuedThreads);
    }
  }

  @Nested
  class OfReentrantLock implements Common, FifoConformance, BargingConformance {
    @Override
    public BlockingUnderTest newSubject() {
      ReentrantLock lock = new ReentrantLock();
      return BlockingUnderTest.of(lock, lock, lock::getQueueLength, lock::hasQueuedThreads);
    }
  }

  @Nested
  class OfWritersOfRwSemaphore implements Common, FifoConformance, BargingConformance {
    @Override
    public BlockingUnderTest newSubject() {
      RwSemaphore semaphore = new RwSemaphore();
      Lock lock = semaphore.asReadWriteLock().writeLock();
      return BlockingUnderTest.of(lock, lock, semaphore::getQueueLength, semaphore::isContended);
    }
  }

  @Nested
  class OfWritersOfReentrantReadWriteLock implements Common, FifoConformance, BargingConformance {
    @Override
    public BlockingUnderTest newSubject() {
      ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
      return BlockingUnderTest.of(
          lock.writeLock(), lock.writeLock(), lock::getQueueLength, lock::hasQueuedThreads);
    }
  }

  @Nested
  class OfReadersOfRwSemaphore implements Common {
    @Override
    public BlockingUnderTest newSubject() {
      RwSemaphore semaphore = new RwSemaphore();
      return BlockingUnderTest.of(
          semaphore.asReadWriteLock().readLock(),
          semaphore.asReadWriteLock().writeLock(),
          semaphore::getQueueLength,
          semaphore::isContended);
    }
  }

  @Nested
  class OfReadersOfReentrantReadWriteLock implements Common {
    @Override
    public BlockingUnderTest newSubject() {
      ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
      return BlockingUnderTest.of(
          lock.readLock(), lock.writeLock(), lock::getQueueLength, lock::hasQueuedThreads);
    }
  }

  @Nested
  class OfGate implements Common, FifoConformance, HandOverConformance {
    @Override
    public BlockingUnderTest newSubject() {
      return new FaultyGate(GateFault.NONE);
    }
  }
}
