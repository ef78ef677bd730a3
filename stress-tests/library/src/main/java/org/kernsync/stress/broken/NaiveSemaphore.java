package org.kernsync.stress.broken;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.contract.SemaphoreUnderTest;

/**
 * A counting semaphore without order among its waiters and with nothing else left out: a positive
 * control, and what the broken ones break.
 */
public class NaiveSemaphore implements SemaphoreUnderTest {
  private static final long FOREVER = Long.MAX_VALUE;

  /** The permits at hand. */
  protected final AtomicInteger count;

  private final Queue<Thread> sleepers = new ConcurrentLinkedQueue<>();

  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with
   */
  public NaiveSemaphore(int permits) {
    count = new AtomicInteger(permits);
  }

  @Override
  public void down() {
    boolean interrupted = false;
    while (true) {
      try {
        sleepUntilTaken(FOREVER);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void downInterruptibly() throws InterruptedException {
    tryDown(FOREVER);
  }

  @Override
  public boolean tryDown() {
    return take();
  }

  @Override
  public boolean tryDown(long timeoutNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return sleepUntilTaken(timeoutNanos);
  }

  @Override
  public void up() {
    give();
    wake(sleepers.peek());
  }

  @Override
  public int permits() {
    return count.get();
  }

  private boolean sleepUntilTaken(long timeoutNanos) throws InterruptedException {
    if (take()) {
      return true;
    }
    long begin = timeoutNanos == FOREVER ? 0 : System.nanoTime();
    Thread self = Thread.currentThread();
    sleepers.add(self);
    try {
      boolean taken = take(); // once more, on the list: the permit may have come before
      while (!taken) {
        if (timeoutNanos == FOREVER) {
          LockSupport.park(this);
        } else {
          long left = timeoutNanos - (System.nanoTime() - begin);
          if (left <= 0) {
            return timedOut();
          }
          LockSupport.parkNanos(this, left);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        taken = takeAwake();
      }
      return true;
    } finally {
      sleepers.remove(self);
      if (count.get() > 0) {
        wake(sleepers.peek()); // this thread may have been woken in the place of that one
      }
    }
  }

  /**
   * Takes a permit if there is one.
   *
   * @return whether there was
   */
  protected boolean take() {
    int permits = count.get();
    while (permits > 0) {
      int found = count.compareAndExchange(permits, permits - 1);
      if (found == permits) {
        return true;
      }
      permits = found;
    }
    return false;
  }

  /**
   * Takes a permit if there is one, after a sleep that may have ended for no reason.
   *
   * @return whether there was
   */
  protected boolean takeAwake() {
    return take();
  }

  /** Counts a permit. */
  protected void give() {
    count.incrementAndGet();
  }

  /**
   * Wakes the first sleeper.
   *
   * @param sleeper the thread; null if nobody sleeps
   */
  protected void wake(Thread sleeper) {
    LockSupport.unpark(sleeper);
  }

  /**
   * Gives up waiting.
   *
   * @return whether it has a permit after all
   */
  protected boolean timedOut() {
    return false;
  }
}
