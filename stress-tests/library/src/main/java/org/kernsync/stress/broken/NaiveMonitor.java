package org.kernsync.stress.broken;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock with one condition, and with nothing left out: a positive control, and what the broken
 * ones break. Its waits are timed, so that a signal that is lost shows without a hang.
 */
public class NaiveMonitor {
  private final NaiveMutex lock = new NaiveMutex();
  private final Queue<Place> line = new ConcurrentLinkedQueue<>();

  /** Makes a free lock. */
  public NaiveMonitor() {}

  /** Takes the lock. */
  public final void lock() {
    lock.lock();
  }

  /** Lets the lock go. */
  public final void unlock() {
    lock.unlock();
  }

  /**
   * Lets the lock go, waits for a signal, and takes the lock again. Not interruptible.
   *
   * @param timeoutNanos how long to wait
   * @return whether the signal came
   */
  public final boolean await(long timeoutNanos) {
    Place place = new Place();
    goToSleep(() -> line.add(place));
    long begin = System.nanoTime();
    boolean interrupted = false;
    boolean signalled = true;
    while (!place.signalled) {
      long left = timeoutNanos - (System.nanoTime() - begin);
      if (left <= 0) {
        signalled = !line.remove(place);
        break;
      }
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return lockAgain(signalled);
  }

  /** Wakes the first who waits. The caller holds the lock. */
  public final void signal() {
    Place first = line.poll();
    if (first != null) {
      first.signalled = true;
      LockSupport.unpark(first.thread);
    }
  }

  /**
   * Stands in line, then lets the lock go.
   *
   * @param queue puts the caller in line
   */
  protected void goToSleep(Runnable queue) {
    queue.run();
    unlock();
  }

  /**
   * Takes the lock after the wait.
   *
   * @param signalled whether the signal came
   * @return the same
   */
  protected boolean lockAgain(boolean signalled) {
    lock();
    return signalled;
  }

  private static final class Place {
    private final Thread thread = Thread.currentThread();
    private volatile boolean signalled;
  }
}
