package org.kernsync.stress.torture;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.stress.torture.SpinLocks.Exclusive;
import org.kernsync.stress.torture.SpinLocks.Shared;

/** The locks of the library whose waiters sleep, ready for torture. */
final class SleepingLocks {
  private static final int PERMITS = 3;

  private SleepingLocks() {}

  static TorturedLock mutex() {
    Mutex mutex = new Mutex();
    return new Exclusive(
        LockSide.of(mutex.asLock()), () -> !mutex.isLocked() && !mutex.hasQueuedThreads(), mutex);
  }

  static TorturedLock rwSemaphore() {
    RwSemaphore semaphore = new RwSemaphore();
    ReadWriteLock view = semaphore.asReadWriteLock();
    return new Shared(
        LockSide.of(view.writeLock()),
        LockSide.of(view.readLock()),
        semaphore::downgradeWrite,
        () -> !semaphore.isLocked() && semaphore.getQueueLength() == 0,
        semaphore);
  }

  static TorturedLock perCpuRwSemaphore() {
    PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
    LockSide writing =
        LockSide.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite)
            .withTimeout(nanos -> semaphore.tryDownWrite(nanos, TimeUnit.NANOSECONDS))
            .withInterrupts(semaphore::downWriteInterruptibly);
    LockSide reading =
        LockSide.of(semaphore::downRead, semaphore::upRead, semaphore::tryDownRead)
            .withTimeout(nanos -> semaphore.tryDownRead(nanos, TimeUnit.NANOSECONDS))
            .withInterrupts(semaphore::downReadInterruptibly);
    return new Shared(
        writing,
        reading,
        semaphore::downgradeWrite,
        () ->
            !semaphore.isReadLocked()
                && !semaphore.isWriteLocked()
                && semaphore.getQueueLength() == 0,
        semaphore);
  }

  static TorturedLock semaphore() {
    CountingSemaphore semaphore = new CountingSemaphore(PERMITS);
    LockSide side =
        LockSide.of(semaphore::down, semaphore::up, semaphore::tryDown)
            .withTimeout(nanos -> semaphore.tryDown(nanos, TimeUnit.NANOSECONDS))
            .withInterrupts(semaphore::downInterruptibly);
    return new TorturedLock() {
      @Override
      public LockSide writing() {
        return side;
      }

      @Override
      public int permits() {
        return PERMITS;
      }

      @Override
      public boolean isFree() {
        return semaphore.availablePermits() == PERMITS && !semaphore.hasQueuedThreads();
      }

      @Override
      public String toString() {
        return semaphore.toString();
      }
    };
  }
}
