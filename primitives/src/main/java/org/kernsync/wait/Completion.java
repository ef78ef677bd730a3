package org.kernsync.wait;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.kernsync.internal.PermitQueue;
import org.kernsync.internal.WaitOutcome;

/**
 * Something that gets done, and threads that wait until it is: {@code struct completion} of Linux.
 *
 * <p>Use it to wait for another thread's event: each {@link #complete()} lets one waiter pass, now
 * or later; {@link #completeAll()} lets everybody pass until {@link #reinit()}. Do not use it for
 * conditions that come and go (see {@link WaitQueue}), nor as a lock.
 *
 * <pre>{@code
 * Completion ready = new Completion();
 * executor.execute(() -> {
 *   prepare();
 *   ready.complete();
 * });
 * ready.await();
 * }</pre>
 *
 * <p><b>Context.</b> The forms of {@code await} may sleep; all else never does.
 *
 * <p><b>Progress.</b> First in, first out: {@code complete} hands itself to the thread that has
 * stood in line longest, and nobody who comes later can take it. Where nobody stands in line, a
 * platform thread watches for at most 5 us (40 us where that has paid lately) before it does: among
 * those who come within that time there is no order. A hand-over that races with an interrupt or a
 * timeout wins: that waiter returns as completed (with the interrupt flag set), so no completion is
 * lost. Where there is no memory for a waiter's node, the thread polls with short parks, and those
 * on the list go first. If a method throws {@link StackOverflowError}, it has changed nothing.
 *
 * <p><b>Memory effects.</b> What a thread did before {@code complete} or {@code completeAll}
 * happens before what a thread does after an {@code await} or {@code tryAwait} that it let pass.
 *
 * <p><b>Differences from Linux.</b> The highest count is {@link Integer#MAX_VALUE}; a count that
 * reaches it by {@code complete} alone is sticky too, as in Linux. {@code await} without a suffix
 * is the interruptible form, as Java expects. {@link #isDone()} while threads wait is false, as
 * {@code completion_done} is.
 */
public final class Completion {
  private final Count count;

  /** Makes a completion that is not done. */
  public Completion() {
    count = new Count();
  }

  /**
   * Waits until done, and uses up one {@link #complete()}.
   *
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it has used up nothing then
   */
  public void await() throws InterruptedException {
    throwIfInterrupted();
    if (!count.tryTake()
        && count.take(this, true, WaitOutcome.FOREVER) == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
  }

  /**
   * Waits until done, and uses up one {@link #complete()}. An interrupt does not end the wait; its
   * flag stays.
   */
  public void awaitUninterruptibly() {
    if (!count.tryTake()) {
      count.take(this, false, WaitOutcome.FOREVER);
    }
  }

  /**
   * Waits until done, but no longer than a time, and uses up one {@link #complete()}.
   *
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if done; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it has used up nothing then
   */
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
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
   * Uses up one {@link #complete()} if there is one: {@code try_wait_for_completion}.
   *
   * @return true if done
   */
  public boolean tryAwait() {
    return count.tryTake();
  }

  /** Lets one waiter pass: the one that has waited longest, or the next that comes. */
  public void complete() {
    if (count.tryGiveToNobody()) {
      return;
    }
    while (!count.tryGive(1) && !count.giveToFull()) {
      // full when given, no longer full when published: somebody called reinit, give again
      Thread.onSpinWait();
    }
  }

  /** Lets all waiters pass, now and until {@link #reinit()}. */
  public void completeAll() {
    count.giveAll();
  }

  /**
   * Makes this not done again. Threads that wait go on waiting. The caller must know that nobody
   * still relies on an earlier {@code completeAll}: a thread that comes late would wait.
   */
  public void reinit() {
    count.takeAll();
  }

  /**
   * Whether an {@code await} would pass without waiting. Out of date as soon as it is known.
   *
   * @return true if done
   */
  public boolean isDone() {
    return count.permits() > 0;
  }

  /**
   * Whether threads wait. Out of date as soon as it is known.
   *
   * @return true if at least one does
   */
  public boolean hasWaiters() {
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
    int done = count.permits();
    return "Completion@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + (done == PermitQueue.MAX ? "done for all" : done + " done")
        + ", "
        + getQueueLength()
        + " waiting]";
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static final class Count extends PermitQueue {
    Count() {
      super(0);
    }

    @Override
    protected boolean isFullSticky() {
      return true;
    }

    @Override
    protected boolean watch() {
      return watchAnswer();
    }
  }
}
