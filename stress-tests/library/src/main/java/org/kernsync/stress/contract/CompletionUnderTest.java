package org.kernsync.stress.contract;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.kernsync.wait.Completion;

/** What {@link CompletionContract} asks of a completion. Adapt yours with a few lines. */
public interface CompletionUnderTest {
  /**
   * Waits until done, and uses up one {@link #complete}.
   *
   * @throws InterruptedException if interrupted before the call or while waiting; nothing used then
   */
  void await() throws InterruptedException;

  /** Waits until done, and uses up one. An interrupt does not end the wait; its flag stays. */
  void awaitUninterruptibly();

  /**
   * Waits until done, but no longer than a time, and uses up one.
   *
   * @param timeoutNanos how long at most, in nanoseconds
   * @return whether it was done; false no earlier than the timeout
   * @throws InterruptedException if interrupted before the call or while waiting; nothing used then
   */
  boolean await(long timeoutNanos) throws InterruptedException;

  /**
   * Uses up one if there is one.
   *
   * @return whether there was
   */
  boolean tryAwait();

  /** Lets one thread pass, now or later. */
  void complete();

  /** Lets all threads pass, now and until {@link #reinit}. */
  void completeAll();

  /** Makes it not done. */
  void reinit();

  /**
   * A completion of Kernsync.
   *
   * @param completion the completion
   * @return the same completion
   */
  static CompletionUnderTest of(Completion completion) {
    return new CompletionUnderTest() {
      @Override
      public void await() throws InterruptedException {
        completion.await();
      }

      @Override
      public void awaitUninterruptibly() {
        completion.awaitUninterruptibly();
      }

      @Override
      public boolean await(long timeoutNanos) throws InterruptedException {
        return completion.await(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public boolean tryAwait() {
        return completion.tryAwait();
      }

      @Override
      public void complete() {
        completion.complete();
      }

      @Override
      public void completeAll() {
        completion.completeAll();
      }

      @Override
      public void reinit() {
        completion.reinit();
      }
    };
  }

  /**
   * A semaphore of the JDK, used as a completion: all is a billion.
   *
   * @param semaphore a semaphore without permits
   * @return the same semaphore
   */
  static CompletionUnderTest of(Semaphore semaphore) {
    return new CompletionUnderTest() {
      @Override
      public void await() throws InterruptedException {
        semaphore.acquire();
      }

      @Override
      public void awaitUninterruptibly() {
        semaphore.acquireUninterruptibly();
      }

      @Override
      public boolean await(long timeoutNanos) throws InterruptedException {
        return semaphore.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public boolean tryAwait() {
        return semaphore.tryAcquire();
      }

      @Override
      public void complete() {
        semaphore.release();
      }

      @Override
      public void completeAll() {
        semaphore.release(1_000_000_000);
      }

      @Override
      public void reinit() {
        semaphore.drainPermits();
      }
    };
  }
}
