package org.kernsync.stress.broken;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.contract.LockUnderTest;

/**
 * A sleeping lock that whoever unlocks hands to the first in line, with timeouts and interrupts and
 * with nothing left out: a positive control, and what the broken one breaks.
 */
public class NaiveHandOverLock implements LockUnderTest {
  private static final long FOREVER = Long.MAX_VALUE;

  /** A sleep takes longer than that. */
  private static final long SHORT_NANOS = 20_000;

  private final Queue<Place> line = new ArrayDeque<>(); // guarded by this object's monitor
  private boolean held; // guarded by this object's monitor

  /** Makes a free lock. */
  public NaiveHandOverLock() {}

  @Override
  public void lock() {
    boolean interrupted = false;
    while (true) {
      try {
        lockInterruptibly();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes the lock, waiting as long as needed.
   *
   * @throws InterruptedException if the thread was interrupted while it waited; it does not hold
   *     the lock then
   */
  public void lockInterruptibly() throws InterruptedException {
    tryLock(FOREVER);
  }

  @Override
  public synchronized boolean tryLock() {
    boolean taken = !held;
    held = true;
    return taken;
  }

  /**
   * Takes the lock, waiting no longer than a time.
   *
   * @param timeoutNanos how long
   * @return whether it did
   * @throws InterruptedException if the thread was interrupted while it waited; it does not hold
   *     the lock then
   */
  public boolean tryLock(long timeoutNanos) throws InterruptedException {
    Place place = new Place();
    if (arrive(place)) {
      return true;
    }
    long begin = timeoutNanos == FOREVER ? 0 : System.nanoTime();
    while (!place.served) {
      if (Thread.interrupted()) {
        if (leave(place)) {
          throw new InterruptedException();
        }
        Thread.currentThread().interrupt();
        return true;
      }
      if (timeoutNanos == FOREVER) {
        LockSupport.park(this);
      } else {
        long left = timeoutNanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return !leave(place);
        }
        if (left < SHORT_NANOS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, left);
        }
      }
    }
    return true;
  }

  @Override
  public void unlock() {
    Place next;
    synchronized (this) {
      next = line.poll();
      if (next == null) {
        held = false;
        return;
      }
      next.served = true;
    }
    LockSupport.unpark(next.thread);
  }

  /**
   * Whether somebody has the lock.
   *
   * @return true if so
   */
  public synchronized boolean isLocked() {
    return held;
  }

  private synchronized boolean arrive(Place place) {
    if (tryLock()) {
      return true;
    }
    line.add(place);
    return false;
  }

  /**
   * Leaves the line, unless the lock came first.
   *
   * @param place where the caller stands
   * @return false if the caller has been handed the lock
   */
  protected synchronized boolean leave(Place place) {
    return line.remove(place);
  }

  /** A place in line. */
  protected static final class Place {
    private final Thread thread = Thread.currentThread();
    private volatile boolean served;

    private Place() {}
  }
}
