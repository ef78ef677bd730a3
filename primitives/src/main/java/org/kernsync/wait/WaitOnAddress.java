package org.kernsync.wait;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.kernsync.internal.WaitOutcome;

/**
 * Waiting on any object without a queue of its own: {@code wait_var_event} and {@code wake_up_var}
 * of Linux. The object's identity, not its {@code equals}, selects one of a fixed number of shared
 * {@link WaitQueue}s; a wake-up reaches only those who wait on the same object.
 *
 * <p>Use it where there are many objects and few of them are ever waited on. Where each is waited
 * on often, give it a {@link WaitQueue}: objects that share a bucket share its guard.
 *
 * <pre>{@code
 * void put() {
 *   if (references.decrementAndGet() == 0) {
 *     WaitOnAddress.wakeAll(this);
 *   }
 * }
 *
 * void awaitUnused() {
 *   WaitOnAddress.waitEvent(this, () -> references.get() == 0);
 * }
 * }</pre>
 *
 * <p><b>Context.</b> The forms of {@code waitEvent} may sleep; waking never does.
 *
 * <p><b>Progress.</b> As {@link WaitQueue}, for those who wait on the same object. A bucket holds
 * on to an object only while somebody waits on it.
 *
 * <p><b>Memory effects.</b> As {@link WaitQueue}.
 *
 * <p><b>Differences from Linux.</b> The key is an object, since Java has no addresses; a pair of an
 * object and a bit is expressed by the condition.
 */
public final class WaitOnAddress {
  private static final int BUCKETS = 256; // a power of two, as in Linux; 12 kB

  private static final WaitQueue[] QUEUES = new WaitQueue[BUCKETS];

  static {
    for (int i = 0; i < BUCKETS; i++) {
      QUEUES[i] = new WaitQueue();
    }
  }

  private WaitOnAddress() {}

  /**
   * Waits until a condition holds. An interrupt does not end the wait; its flag stays.
   *
   * @param key the object to wait on
   * @param condition what to wait for; evaluated by this thread only
   */
  public static void waitEvent(Object key, BooleanSupplier condition) {
    EventWait.await(queue(key), condition, key, false, false, WaitOutcome.FOREVER);
  }

  /**
   * Waits until a condition holds.
   *
   * @param key the object to wait on
   * @param condition what to wait for; evaluated by this thread only
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public static void waitEventInterruptibly(Object key, BooleanSupplier condition)
      throws InterruptedException {
    EventWait.awaitInterruptibly(queue(key), condition, key, false, WaitOutcome.FOREVER);
  }

  /**
   * Waits until a condition holds, but no longer than a time.
   *
   * @param key the object to wait on
   * @param condition what to wait for; evaluated by this thread only
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if the condition holds; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public static boolean waitEvent(
      Object key, BooleanSupplier condition, long timeout, TimeUnit unit)
      throws InterruptedException {
    long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
    return EventWait.awaitInterruptibly(queue(key), condition, key, false, nanos);
  }

  /**
   * Like {@link #waitEvent(Object, BooleanSupplier)}, as an exclusive waiter.
   *
   * @param key the object to wait on
   * @param condition what to wait for; evaluated by this thread only
   */
  public static void waitEventExclusive(Object key, BooleanSupplier condition) {
    EventWait.await(queue(key), condition, key, true, false, WaitOutcome.FOREVER);
  }

  /**
   * Like {@link #waitEventInterruptibly}, as an exclusive waiter.
   *
   * @param key the object to wait on
   * @param condition what to wait for; evaluated by this thread only
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public static void waitEventExclusiveInterruptibly(Object key, BooleanSupplier condition)
      throws InterruptedException {
    EventWait.awaitInterruptibly(queue(key), condition, key, true, WaitOutcome.FOREVER);
  }

  /**
   * Like {@link #waitEvent(Object, BooleanSupplier, long, TimeUnit)}, as an exclusive waiter.
   *
   * @param key the object to wait on
   * @param condition what to wait for; evaluated by this thread only
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if the condition holds; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public static boolean waitEventExclusive(
      Object key, BooleanSupplier condition, long timeout, TimeUnit unit)
      throws InterruptedException {
    long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
    return EventWait.awaitInterruptibly(queue(key), condition, key, true, nanos);
  }

  /**
   * Wakes all shared waiters on an object and the first exclusive one.
   *
   * @param key the object
   * @return how many were woken
   */
  public static int wakeOne(Object key) {
    return queue(key).wake(key, 1);
  }

  /**
   * Wakes all shared waiters on an object and the first exclusive ones.
   *
   * @param key the object
   * @param exclusive how many exclusive waiters to wake, 0 or more
   * @return how many were woken in all
   * @throws IllegalArgumentException if negative
   */
  public static int wake(Object key, int exclusive) {
    if (exclusive < 0) {
      throw new IllegalArgumentException("negative number of waiters: " + exclusive);
    }
    return queue(key).wake(key, exclusive);
  }

  /**
   * Wakes all waiters on an object.
   *
   * @param key the object
   * @return how many were woken
   */
  public static int wakeAll(Object key) {
    return queue(key).wake(key, Integer.MAX_VALUE);
  }

  /** The bucket of an object; for tests, which want two objects in one. */
  static WaitQueue queue(Object key) {
    int hash = System.identityHashCode(Objects.requireNonNull(key, "key"));
    return QUEUES[(hash ^ hash >>> 16) & BUCKETS - 1];
  }
}
