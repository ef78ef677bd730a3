package org.kernsync.stress.contract;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.kernsync.sleep.CountingSemaphore;

/** What {@link SemaphoreContract} asks of a semaphore. Adapt yours with a few lines. */
public interface SemaphoreUnderTest {
  /** Takes a permit, waiting if need be. An interrupt does not end the wait; its flag stays. */
  void down();

  /**
   * Takes a permit, waiting if need be.
   *
   * @throws InterruptedException if interrupted before the call or while waiting; no permit then
   */
  void downInterruptibly() throws InterruptedException;

  /**
   * Takes a permit if that needs no waiting.
   *
   * @return whether it did
   */
  boolean tryDown();

  /**
   * Takes a permit, waiting no longer than a time.
   *
   * @param timeoutNanos how long at most, in nanoseconds
   * @return whether it did; false no earlier than the timeout
   * @throws InterruptedException if interrupted before the call or while waiting; no permit then
   */
  boolean tryDown(long timeoutNanos) throws InterruptedException;

  /** Gives a permit; any thread may. */
  void up();

  /**
   * The permits at hand.
   *
   * @return their number, exact while no other method runs
   */
  int permits();

  /**
   * A semaphore of Kernsync.
   *
   * @param semaphore the semaphore
   * @return the same semaphore
   */
  static SemaphoreUnderTest of(CountingSemaphore semaphore) {
    return new SemaphoreUnderTest() {
      @Override
      public void down() {
        semaphore.down();
      }

      @Override
      public void downInterruptibly() throws InterruptedException {
        semaphore.downInterruptibly();
      }

      @Override
      public boolean tryDown() {
        return semaphore.tryDown();
      }

      @Override
      public boolean tryDown(long timeoutNanos) throws InterruptedException {
        return semaphore.tryDown(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void up() {
        semaphore.up();
      }

      @Override
      public int permits() {
        return semaphore.availablePermits();
      }
    };
  }

  /**
   * A semaphore of the JDK.
   *
   * @param semaphore the semaphore
   * @return the same semaphore
   */
  static SemaphoreUnderTest of(Semaphore semaphore) {
    return new SemaphoreUnderTest() {
      @Override
      public void down() {
        semaphore.acquireUninterruptibly();
      }

      @Override
      public void downInterruptibly() throws InterruptedException {
        semaphore.acquire();
      }

      @Override
      public boolean tryDown() {
        return semaphore.tryAcquire();
      }

      @Override
      public boolean tryDown(long timeoutNanos) throws InterruptedException {
        return semaphore.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void up() {
        semaphore.release();
      }

      @Override
      public int permits() {
        return semaphore.availablePermits();
      }
    };
  }
}
