package org.kernsync.stress.broken;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A queue of threads that wait for conditions of their own, each woken alone, and with nothing left
 * out: a positive control, and what the broken ones break. Its waits are timed, so that a wake-up
 * that is lost shows without a hang.
 */
public class NaiveWaitQueue {
  /** Who waits, in the order of their coming. */
  protected final Queue<Place> line = new ConcurrentLinkedQueue<>();

  /** Makes a queue that nobody waits on. */
  public NaiveWaitQueue() {}

  /**
   * Waits until a condition holds, testing it when woken and not else.
   *
   * @param condition what to wait for
   * @param timeoutNanos how long it may sleep at a time
   * @return false if it slept so long and was not woken
   */
  public final boolean waitEvent(BooleanSupplier condition, long timeoutNanos) {
    while (!condition.getAsBoolean()) {
      Place place = prepareToWait();
      if (testInLine(condition)) {
        finishWait(place);
        return true;
      }
      if (!place.sleep(timeoutNanos)) {
        finishWait(place);
        return false;
      }
    }
    return true;
  }

  /**
   * Stands in line. The caller tests its condition then, and sleeps after that.
   *
   * @return where it stands
   */
  public final Place prepareToWait() {
    Place place = new Place();
    line.add(place);
    return place;
  }

  /**
   * Leaves the line without a test of the condition. A wake-up that came first is for the next.
   *
   * @param place where the caller stands
   */
  public void finishWait(Place place) {
    if (!line.remove(place)) {
      wakeOne();
    }
  }

  /**
   * Wakes the first in line.
   *
   * @return how many were woken
   */
  public final int wakeOne() {
    Place first = takeFirst();
    if (first == null) {
      return 0;
    }
    first.woken = true;
    LockSupport.unpark(first.thread);
    return 1;
  }

  /**
   * Takes the first off the line.
   *
   * @return the place, nobody else's to wake; null if nobody waits
   */
  protected Place takeFirst() {
    return line.poll();
  }

  /**
   * Tests the condition once more, in line: the wake-up may have come before.
   *
   * @param condition what to wait for
   * @return whether it holds
   */
  protected boolean testInLine(BooleanSupplier condition) {
    return condition.getAsBoolean();
  }

  /** A place in line. */
  public static final class Place {
    private final Thread thread = Thread.currentThread();
    private volatile boolean woken;

    private Place() {}

    /**
     * Whether a wake-up chose it.
     *
     * @return true if so
     */
    public boolean isWoken() {
      return woken;
    }

    private boolean sleep(long timeoutNanos) {
      long begin = System.nanoTime();
      boolean interrupted = false;
      long left = timeoutNanos;
      while (!woken && left > 0) {
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
        left = timeoutNanos - (System.nanoTime() - begin);
      }
      if (interrupted) {
        thread.interrupt();
      }
      return woken;
    }
  }
}
