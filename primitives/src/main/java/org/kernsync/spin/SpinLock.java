package org.kernsync.spin;

import java.util.concurrent.TimeUnit;

/**
 * A lock for sections of a few instructions, with the operations that Linux gives its {@code
 * spinlock_t}. A thread waits for it by its {@link SpinWait} strategy. Not reentrant. Whoever locks
 * it unlocks it.
 *
 * <p><b>Context:</b> any thread, platform or virtual. A section must not block.
 *
 * <p><b>Progress:</b> blocking: a holder that loses its processor holds up the others, who do not
 * burn theirs meanwhile. Who may starve is up to the lock.
 *
 * <p><b>Memory effects:</b> everything that a thread did before {@link #unlock} happens-before
 * everything that a thread does after a later {@link #lock}, or a later successful {@code tryLock},
 * of the same lock. Neither is a full fence.
 *
 * <p><b>Differences from Linux:</b> preemption stays enabled; there are timed forms.
 *
 * <pre>{@code
 * lock.lock();
 * try {
 *   balance += amount;
 * } finally {
 *   lock.unlock();
 * }
 * }</pre>
 */
public interface SpinLock {
  /**
   * Takes the lock, waiting as long as needed. Not interruptible: the interrupt status is the same
   * afterwards. If this method throws, the caller does not hold the lock.
   *
   * @throws IllegalStateException if the caller already holds the lock; nothing has changed then
   */
  void lock();

  /**
   * Gives the lock to the next thread.
   *
   * @throws IllegalMonitorStateException if the caller does not hold the lock; nothing has changed
   *     then
   */
  void unlock();

  /**
   * Takes the lock if that needs no waiting.
   *
   * @return whether the caller now holds the lock; false also for a thread that held it already
   */
  boolean tryLock();

  /**
   * Takes the lock if it becomes free within a time. Does not wait if the timeout is zero or less.
   *
   * @param timeout how long to wait at most, in units of {@code unit}
   * @param unit the unit of {@code timeout}
   * @return whether the caller now holds the lock; false no earlier than the timeout
   * @throws InterruptedException if the caller was interrupted before or while waiting; it does not
   *     hold the lock then, and its interrupt status is cleared
   */
  boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException;

  /**
   * Whether some thread holds the lock. A thing of the past on return, unless the caller holds it.
   *
   * @return true if the lock was held at a moment during the call
   */
  boolean isLocked();

  /**
   * Whether some thread waits for the lock: a holder in a long loop may let it go for a moment.
   *
   * @return true if a thread was waiting at a moment during the call
   */
  boolean isContended();
}
