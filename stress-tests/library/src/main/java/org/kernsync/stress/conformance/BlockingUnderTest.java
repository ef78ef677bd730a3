package org.kernsync.stress.conformance;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.wait.Completion;

/**
 * Something that can be acquired once, or by one kind of holder, and that threads wait for: a lock,
 * one side of a read-write lock, a semaphore with one permit, a completion that was completed once.
 * Adapt yours with a few lines. A new one is free.
 */
public interface BlockingUnderTest {
  /** Acquires, waiting if need be. An interrupt does not end the wait; its flag stays. */
  void acquire();

  /**
   * Acquires, waiting if need be.
   *
   * @throws InterruptedException if interrupted before the call or while waiting; not acquired then
   */
  void acquireInterruptibly() throws InterruptedException;

  /**
   * Acquires if that needs no waiting.
   *
   * @return whether it did
   */
  boolean tryAcquire();

  /**
   * Acquires, waiting no longer than a time.
   *
   * @param timeoutNanos how long at most, in nanoseconds; zero or less: not at all
   * @return whether it did; false no earlier than the timeout
   * @throws InterruptedException if interrupted before the call or while waiting; not acquired then
   */
  boolean tryAcquire(long timeoutNanos) throws InterruptedException;

  /** Gives back what the calling thread has acquired. */
  void release();

  /** Sees to it that nobody can acquire. Waits if need be. */
  default void bar() {
    acquire();
  }

  /** Takes back a {@link #bar} of the calling thread. */
  default void unbar() {
    release();
  }

  /**
   * Whether it is as new: it can be acquired, but not twice where it can be had once only. Called
   * while no other thread uses it.
   *
   * @return true if nothing is held, lost, or there once too often
   */
  default boolean isWhole() {
    boolean there = tryAcquire();
    boolean twice = there && tryAcquire();
    if (there) {
      release();
    }
    if (twice) {
      release();
    }
    return there && !twice;
  }

  /**
   * How many threads wait in line.
   *
   * @return their number, exact while nobody comes or goes
   */
  int queueLength();

  /**
   * Whether threads wait in line.
   *
   * @return true if at least one does
   */
  boolean hasWaiters();

  /**
   * A semaphore of Kernsync.
   *
   * @param semaphore a semaphore with one permit
   * @return the same semaphore
   */
  static BlockingUnderTest of(CountingSemaphore semaphore) {
    return new BlockingUnderTest() {
      @Override
      public void acquire() {
        semaphore.down();
      }

      @Override
      public void acquireInterruptibly() throws InterruptedException {
        semaphore.downInterruptibly();
      }

      @Override
      public boolean tryAcquire() {
        return semaphore.tryDown();
      }

      @Override
      public boolean tryAcquire(long timeoutNanos) throws InterruptedException {
        return semaphore.tryDown(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void release() {
        semaphore.up();
      }

      @Override
      public int queueLength() {
        return semaphore.getQueueLength();
      }

      @Override
      public boolean hasWaiters() {
        return semaphore.hasQueuedThreads();
      }
    };
  }

  /**
   * A semaphore of the JDK.
   *
   * @param semaphore a semaphore with one permit
   * @return the same semaphore
   */
  static BlockingUnderTest of(Semaphore semaphore) {
    return new BlockingUnderTest() {
      @Override
      public void acquire() {
        semaphore.acquireUninterruptibly();
      }

      @Override
      public void acquireInterruptibly() throws InterruptedException {
        semaphore.acquire();
      }

      @Override
      public boolean tryAcquire() {
        return semaphore.tryAcquire();
      }

      @Override
      public boolean tryAcquire(long timeoutNanos) throws InterruptedException {
        return semaphore.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void release() {
        semaphore.release();
      }

      @Override
      public int queueLength() {
        return semaphore.getQueueLength();
      }

      @Override
      public boolean hasWaiters() {
        return semaphore.hasQueuedThreads();
      }
    };
  }

  /**
   * A completion of Kernsync: to acquire is to use up a {@code complete}.
   *
   * @param completion a new completion, which is completed once here
   * @return the same completion
   */
  static BlockingUnderTest of(Completion completion) {
    completion.complete();
    return new BlockingUnderTest() {
      @Override
      public void acquire() {
        completion.awaitUninterruptibly();
      }

      @Override
      public void acquireInterruptibly() throws InterruptedException {
        completion.await();
      }

      @Override
      public boolean tryAcquire() {
        return completion.tryAwait();
      }

      @Override
      public boolean tryAcquire(long timeoutNanos) throws InterruptedException {
        return completion.await(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void release() {
        completion.complete();
      }

      @Override
      public int queueLength() {
        return completion.getQueueLength();
      }

      @Override
      public boolean hasWaiters() {
        return completion.hasWaiters();
      }
    };
  }

  /**
   * A lock, or one side of a read-write lock.
   *
   * @param lock what is acquired
   * @param barring what keeps everybody from acquiring: the write side; for a lock, the same lock
   * @param queueLength what {@link #queueLength} returns
   * @param hasWaiters what {@link #hasWaiters} returns
   * @return a lock of these
   */
  static BlockingUnderTest of(
      Lock lock, Lock barring, IntSupplier queueLength, BooleanSupplier hasWaiters) {
    return new BlockingUnderTest() {
      @Override
      public void acquire() {
        lock.lock();
      }

      @Override
      public void acquireInterruptibly() throws InterruptedException {
        lock.lockInterruptibly();
      }

      @Override
      public boolean tryAcquire() {
        return lock.tryLock();
      }

      @Override
      public boolean tryAcquire(long timeoutNanos) throws InterruptedException {
        return lock.tryLock(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void release() {
        lock.unlock();
      }

      @Override
      public void bar() {
        barring.lock();
      }

      @Override
      public void unbar() {
        barring.unlock();
      }

      @Override
      public boolean isWhole() {
        boolean free = barring.tryLock();
        if (free) {
          barring.unlock();
        }
        return free;
      }

      @Override
      public int queueLength() {
        return queueLength.getAsInt();
      }

      @Override
      public boolean hasWaiters() {
        return hasWaiters.getAsBoolean();
      }
    };
  }
}
