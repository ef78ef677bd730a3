package org.kernsync.sleep;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.kernsync.internal.PermitQueue;
import org.kernsync.internal.WaitOutcome;

/**
 * A counting semaphore that serves its waiters first in, first out: {@code struct semaphore} of
 * Linux.
 *
 * <p>Use it to bound how many threads do something at once, or to hand permits from one thread to
 * another; anybody may call {@link #up()}. Do not use it as a lock where a {@link Mutex} would do:
 * a semaphore has no owner, so nothing notices a wrong release, no tool can show a deadlock, and
 * direct hand-over costs throughput while threads stand in line.
 *
 * <pre>{@code
 * CountingSemaphore connections = new CountingSemaphore(8);
 * connections.downInterruptibly();
 * try {
 *   query();
 * } finally {
 *   connections.up();
 * }
 * }</pre>
 *
 * <p><b>Context.</b> {@code down} and the timed {@code tryDown} may sleep; {@link #tryDown()},
 * {@code up} and {@link #drain()} never do and may be called where sleeping is forbidden.
 *
 * <p><b>Progress.</b> First in, first out: a permit given while threads stand in line goes to the
 * one that has stood there longest; neither a newcomer nor {@link #tryDown()} can take it. No
 * waiter starves as long as permits are given. A platform thread that finds no permit watches for
 * one for a moment before it stands in line: for 5 us, then while it yields its processor, four
 * times or for 40 us, whichever is longer; where that has not paid lately, one wait in sixty-four
 * begins so. Among those who watch there is no order, and they go behind those in line. A hand-over
 * that races with an interrupt or a timeout wins: that waiter returns with the permit (and with the
 * interrupt flag set), so permits are never lost or passed around. Where there is no memory for a
 * waiter's node, the thread polls with short parks, and those on the list go first. If a method
 * throws {@link StackOverflowError}, it has changed nothing.
 *
 * <p><b>Memory effects.</b> What a thread did before {@code up} happens before what another does
 * after a {@code down} that took one of the permits counted up to then, or that was handed one.
 *
 * <p><b>Differences from Linux.</b> {@link #tryDown()} returns true on success, where {@code
 * down_trylock} returns 0. {@link #up(int)} and {@link #drain()} are ours. Raising the count beyond
 * {@link Integer#MAX_VALUE} throws and changes nothing. There is no killable form: a thread has
 * only one interrupt.
 */
public final class CountingSemaphore {
  private final Count count;

  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with, 0 or more
   * @throws IllegalArgumentException if negative
   */
  public CountingSemaphore(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("negative permits: " + permits);
    }
    count = new Count(permits);
  }

  /**
   * Takes a permit, waiting for it if need be. An interrupt does not end the wait; its flag stays.
   */
  public void down() {
    if (!count.tryTakeByGuess()) {
      count.take(this, false, WaitOutcome.FOREVER);
    }
  }

  /**
   * Takes a permit, waiting for it if need be.
   *
   * @throws InterruptedException if the thread was interrupted before the call, even with a permit
   *     at hand, or while it waited; it has no permit then
   */
  public void downInterruptibly() throws InterruptedException {
    throwIfInterrupted();
    if (!count.tryTakeByGuess()
        && count.take(this, true, WaitOutcome.FOREVER) == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
  }

  /**
   * Takes a permit if there is one and nobody waits.
   *
   * @return true if taken
   */
  public boolean tryDown() {
    return count.tryTake();
  }

  /**
   * Takes a permit, waiting for it no longer than a time.
   *
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if taken; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it has no permit then
   */
  public boolean tryDown(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
    throwIfInterrupted();
    if (count.tryTake()) {
      return true;
    }
    if (nanos <= 0) {
      return false;
    }
    WaitOutcome outcome = count.take(this, true, nanos);
    if (outcome == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == WaitOutcome.ACQUIRED;
  }

  /**
   * Gives a permit: to the thread that has waited longest, else to the count. Any thread may call
   * it.
   *
   * @throws IllegalStateException if the count is {@link Integer#MAX_VALUE}; nothing changed then
   */
  public void up() {
    if (!count.tryGive(1)) {
      throw tooMany(1);
    }
  }

  /**
   * Gives several permits at once: to the threads that have waited longest, the rest to the count.
   * Takes time in proportion to the waiters that it serves.
   *
   * @param permits how many, 0 or more
   * @throws IllegalArgumentException if negative
   * @throws IllegalStateException if the count would exceed {@link Integer#MAX_VALUE}; nothing
   *     changed then
   */
  public void up(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("negative permits: " + permits);
    }
    if (permits > 0 && !count.tryGive(permits)) {
      throw tooMany(permits);
    }
  }

  /**
   * Takes all permits that are there, without waiting.
   *
   * @return how many
   */
  public int drain() {
    return count.takeAll();
  }

  /**
   * How many permits are there. Out of date as soon as it is known.
   *
   * @return the count, 0 while threads wait
   */
  public int availablePermits() {
    return count.permits();
  }

  /**
   * Whether threads wait. Out of date as soon as it is known.
   *
   * @return true if at least one does
   */
  public boolean hasQueuedThreads() {
    return count.hasWaiters();
  }

  /**
   * How many threads wait. For monitoring: it walks the list.
   *
   * @return the number of threads on the list
   */
  public int getQueueLength() {
    return count.queueLength();
  }

  @Override
  public String toString() {
    return "CountingSemaphore@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + availablePermits()
        + " permits, "
        + getQueueLength()
        + " waiting]";
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private IllegalStateException tooMany(int permits) {
    return new IllegalStateException(
        "up(" + permits + ") beyond " + PermitQueue.MAX + " permits: " + this);
  }

  private static final class Count extends PermitQueue {
    Count(int permits) {
      super(permits);
    }

    @Override
    protected boolean isFullSticky() {
      return false;
    }

    @Override
    protected boolean watch() {
      return watchTurns();
    }
  }
}
