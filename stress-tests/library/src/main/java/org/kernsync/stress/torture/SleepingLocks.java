package org.kernsync.stress.torture;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.BooleanSupplier;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.stress.torture.SpinLocks.Anonymous;
import org.kernsync.stress.torture.SpinLocks.Exclusive;
import org.kernsync.stress.torture.SpinLocks.Shared;
import org.kernsync.wait.Completion;

/** The locks of the library whose waiters sleep, ready for torture. */
final class SleepingLocks {
  private static final int PERMITS = 2;

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
    return new Permits(
        side,
        () -> semaphore.availablePermits() == PERMITS && !semaphore.hasQueuedThreads(),
        semaphore);
  }

  /** Each {@code complete} that nobody has awaited yet is a permit. */
  static TorturedLock completion() {
    Completion completion = new Completion();
    for (int left = PERMITS; left > 0; left--) {
      completion.complete();
    }
    LockSide side =
        LockSide.of(completion::awaitUninterruptibly, completion::complete, completion::tryAwait)
            .withTimeout(nanos -> completion.await(nanos, TimeUnit.NANOSECONDS))
            .withInterrupts(completion::await);
    return new Permits(
        side, () -> countOf(completion) == PERMITS && !completion.hasWaiters(), completion);
  }

  /** While nobody else uses it. */
  private static int countOf(Completion completion) {
    int count = 0;
    while (completion.tryAwait()) {
      count++;
    }
    for (int left = count; left > 0; left--) {
      completion.complete();
    }
    return count;
  }

  static TorturedLock waitQueue() {
    WaitQueueLock lock = new WaitQueueLock();
    return new Shared(lock.writing(), lock.reading(), lock::downgrade, lock::isFree, lock) {
      @Override
      public boolean namesHolder() {
        return false;
      }
    };
  }

  /** Some at a time, and nobody knows who. */
  private static final class Permits extends Anonymous {
    Permits(LockSide side, BooleanSupplier free, Object semaphore) {
      super(side, free, semaphore);
    }

    @Override
    public int permits() {
      return PERMITS;
    }
  }
}
