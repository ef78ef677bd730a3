package org.kernsync.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread's place in a {@link WaitQueue}, for waits that the predicate forms there cannot express,
 * such as one that drops a lock between queueing and sleeping: {@code wait_queue_entry} of Linux.
 *
 * <pre>{@code
 * WaitEntry entry = WaitEntry.exclusive();
 * try {
 *   for (;;) {
 *     queue.prepareToWait(entry);
 *     if (bufferHasData()) {
 *       break;
 *     }
 *     entry.park();
 *   }
 * } finally {
 *   queue.finishWait(entry);
 * }
 * }</pre>
 *
 * <p>An entry belongs to the thread that made it, and is on at most one queue at a time. It may be
 * used again after {@link WaitQueue#finishWait}.
 *
 * <p><b>Context.</b> {@code park} may sleep.
 *
 * <p><b>Progress.</b> See {@link WaitQueue}.
 *
 * <p><b>Memory effects.</b> What a waker did before it woke the entry happens before the return of
 * the {@code park} that it ended.
 *
 * <p><b>Differences from Linux.</b> The entry knows whether it was woken, so a wake-up between
 * {@code prepareToWait} and {@code park} cannot be lost to a park permit that somebody else ate.
 */
public final class WaitEntry {
  /*
   * field        written by                            written with  read with
   * queue        the thread, under the guard           plain         plain, by the thread
   * prev, next,  the holder of the queue's guard       plain         plain, under the guard
   * turn
   * woken        false: the thread, under the guard;   volatile      volatile
   *              true: a waker, under the guard
   * key, exclusive, thread                             final
   *
   * Invariant: an entry that is prepared is on its queue or woken, never both.
   * Visibility: the pair on woken is called W1. It is volatile for the same reason as WaitNode's N1:
   * a store-load lies between it and the unpark, which may be no more than a load of the permit.
   */
  final Thread thread;
  final Object key;
  final boolean exclusive;
  WaitQueue queue;
  WaitEntry prev;
  WaitEntry next;
  long turn;
  private volatile boolean woken;

  WaitEntry(Object key, boolean exclusive) {
    this.thread = Thread.currentThread();
    this.key = key;
    this.exclusive = exclusive;
  }

  /**
   * Makes an entry for the calling thread that every wake-up of its queue wakes.
   *
   * @return the entry
   */
  public static WaitEntry shared() {
    return new WaitEntry(null, false);
  }

  /**
   * Makes an entry for the calling thread that is woken alone, in its turn.
   *
   * @return the entry
   */
  public static WaitEntry exclusive() {
    return new WaitEntry(null, true);
  }

  /**
   * Sleeps until woken. Returns at once if that has happened since the last {@code prepareToWait};
   * may return early for any reason, an interrupt among them.
   */
  public void park() {
    if (!isWoken()) {
      LockSupport.park(queue);
    }
  }

  /**
   * Sleeps until woken, but not much longer than a time. Returns at once if that has happened since
   * the last {@code prepareToWait}; may return early for any reason, an interrupt among them.
   *
   * @param nanos how long at most, in nanoseconds; zero or less: not at all
   */
  public void parkNanos(long nanos) {
    if (nanos > 0 && !isWoken()) {
      LockSupport.parkNanos(queue, nanos);
    }
  }

  /**
   * Whether a waker has chosen this entry since the last {@code prepareToWait}.
   *
   * @return true if so
   */
  public boolean isWoken() {
    // volatile: W1, pairs with #setWokenVolatile; what the waker did before, and not before the
    // permit that ended the last park was taken
    return (boolean) WOKEN.getVolatile(this);
  }

  /** For the thread: a test of the condition has used up the wake-up. */
  void consume() {
    queue = null; // plain: only the thread reads it, and no waker has an entry that is on no list
  }

  void setWokenVolatile(boolean newWoken) {
    // volatile: W1, pairs with #isWoken; publishes what the waker did, and stands before the load
    // of the permit in the unpark that follows
    WOKEN.setVolatile(this, newWoken);
  }

  private static final VarHandle WOKEN;

  static {
    try {
      WOKEN =
          MethodHandles.lookup()
              .findVarHandle(WaitEntry.class, "woken", boolean.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
