package org.kernsync.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.kernsync.internal.ListGuard;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.WaitOutcome;

/**
 * Threads that wait until a condition of their own holds, and are woken to test it again: {@code
 * wait_queue_head_t} of Linux.
 *
 * <p>Use it where the condition lives in data that the waker changes, with or without a lock, and
 * where a {@link Completion} or a semaphore would have to mirror that data. Wakers must change the
 * data first and wake second; nothing else is asked of them.
 *
 * <pre>{@code
 * volatile boolean stopped;
 * final WaitQueue changes = new WaitQueue();
 *
 * void stop() {
 *   stopped = true;
 *   changes.wakeAll();
 * }
 *
 * void awaitStop() {
 *   changes.waitEvent(() -> stopped);
 * }
 * }</pre>
 *
 * <p><b>Two kinds of waiters.</b> Every wake-up wakes all shared waiters; {@link #wakeOne()} wakes
 * one exclusive waiter besides, {@link #wake(int)} several, {@link #wakeAll()} all. Exclusive
 * waiters are for events that only one thread can use.
 *
 * <p><b>Context.</b> The forms of {@code waitEvent} may sleep. They call the condition before they
 * queue, and then between queueing and sleeping: it must not wait on this queue and should be
 * short. All else never sleeps. Wake-ups are given outside the queue's guard.
 *
 * <p><b>Progress.</b> Both kinds stand in first-in-first-out lists. A waiter that was woken leaves
 * the list; if its condition does not hold it queues again, at the end. A wake-up is never lost: an
 * exclusive waiter that was chosen but did not test its condition afterwards, because of a timeout,
 * an interrupt or a condition that threw, passes the wake-up on to the next; so does one that found
 * its condition true before it was chosen. The next may thus be woken for nothing. A condition that
 * holds wins over a timeout or an interrupt that is noticed at the same time. Where there is no
 * memory for a waiter's entry, the thread tests its condition again and again between short parks.
 * A wake-up method that throws {@link StackOverflowError} has woken nobody, and a wait that throws
 * it has left the queue.
 *
 * <p><b>Memory effects.</b> Let a thread change something and then call a wake-up method. Each
 * waiter that is, or comes to be, queued either is woken by that call, and what the waker did
 * before happens before the test that follows; or it queued after that call looked, and what the
 * waker did happens before the test that precedes its sleep. The data may be plain. A condition
 * that holds at once, before the thread queues, is ordered by its own reads only: where code behind
 * the wait uses other data of the waker's, let the condition read a volatile field, or by acquire.
 *
 * <p><b>Differences from Linux.</b> The wake-up methods look at the list under the queue's guard,
 * also if it is empty, so they need no barrier from the caller. Shared waiters are first in, first
 * out too, where Linux wakes the last to come first. There is no killable form, and no custom
 * wake-up function.
 */
public final class WaitQueue {
  /*
   * field            written by                             written with  read with
   * guard            who enters or leaves the section       CAS, release  opaque
   * sharedTail,      the holder of the guard                opaque        plain, under the guard;
   * exclusiveTail                                                         opaque in hasWaiters
   * turn             the holder of the guard                plain         plain, under the guard
   *
   * No lost wake-up: the guarded sections are totally ordered. A waiter queues in one and then tests;
   * a waker changes its data and then looks in another. If the waker's comes later it finds the
   * waiter. If it comes first, its release of the guard happens before the waiter's acquire, so the
   * waiter's test sees the data. Label Q1: the guard's pair.
   *
   * A waker takes the guard anew for each entry, so that no section is longer than one removal; the
   * turn it read in the first keeps it from waking those that queued since, again and again.
   *
   * Stack: a waker makes sure of it before it chooses anybody. A waiter does so before it queues, and
   * finishWait on the same level needs less than what was made sure of, so it does not ask again.
   */
  private volatile int guard;
  private WaitEntry sharedTail;
  private WaitEntry exclusiveTail;
  private long turn;

  /** Makes a queue that nobody waits on. */
  public WaitQueue() {}

  /**
   * Waits until a condition holds. An interrupt does not end the wait; its flag stays.
   *
   * @param condition what to wait for; evaluated by this thread only
   */
  public void waitEvent(BooleanSupplier condition) {
    EventWait.await(this, condition, null, false, false, WaitOutcome.FOREVER);
  }

  /**
   * Waits until a condition holds.
   *
   * @param condition what to wait for; evaluated by this thread only
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public void waitEventInterruptibly(BooleanSupplier condition) throws InterruptedException {
    EventWait.awaitInterruptibly(this, condition, null, false, WaitOutcome.FOREVER);
  }

  /**
   * Waits until a condition holds, but no longer than a time.
   *
   * @param condition what to wait for; evaluated by this thread only
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if the condition holds; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public boolean waitEvent(BooleanSupplier condition, long timeout, TimeUnit unit)
      throws InterruptedException {
    return EventWait.awaitInterruptibly(this, condition, null, false, nanos(timeout, unit));
  }

  /**
   * Like {@link #waitEvent(BooleanSupplier)}, as an exclusive waiter.
   *
   * @param condition what to wait for; evaluated by this thread only
   */
  public void waitEventExclusive(BooleanSupplier condition) {
    EventWait.await(this, condition, null, true, false, WaitOutcome.FOREVER);
  }

  /**
   * Like {@link #waitEventInterruptibly}, as an exclusive waiter.
   *
   * @param condition what to wait for; evaluated by this thread only
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public void waitEventExclusiveInterruptibly(BooleanSupplier condition)
      throws InterruptedException {
    EventWait.awaitInterruptibly(this, condition, null, true, WaitOutcome.FOREVER);
  }

  /**
   * Like {@link #waitEvent(BooleanSupplier, long, TimeUnit)}, as an exclusive waiter.
   *
   * @param condition what to wait for; evaluated by this thread only
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if the condition holds; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call, even if the
   *     condition holds, or while it waited and the condition did not hold
   */
  public boolean waitEventExclusive(BooleanSupplier condition, long timeout, TimeUnit unit)
      throws InterruptedException {
    return EventWait.awaitInterruptibly(this, condition, null, true, nanos(timeout, unit));
  }

  /**
   * Wakes all shared waiters and the first exclusive one.
   *
   * @return how many were woken
   */
  public int wakeOne() {
    return wake(null, 1);
  }

  /**
   * Wakes all shared waiters and the first exclusive ones.
   *
   * @param exclusive how many exclusive waiters to wake, 0 or more
   * @return how many were woken in all
   * @throws IllegalArgumentException if negative
   */
  public int wake(int exclusive) {
    if (exclusive < 0) {
      throw new IllegalArgumentException("negative number of waiters: " + exclusive);
    }
    return wake(null, exclusive);
  }

  /**
   * Wakes all waiters.
   *
   * @return how many were woken
   */
  public int wakeAll() {
    return wake(null, Integer.MAX_VALUE);
  }

  /**
   * Puts the calling thread's entry on this queue, unless it is there already. After it the thread
   * tests its condition, and only then sleeps with {@link WaitEntry#park()}. A wake-up that came
   * before counts as used by that test.
   *
   * @param entry an entry that the calling thread made
   * @throws IllegalStateException if the entry is another thread's or on another queue
   */
  public void prepareToWait(WaitEntry entry) {
    requireOwn(entry);
    if (entry.queue == null || entry.isWoken()) {
      StackReserve.ensure();
      entry.queue = this;
      enqueue(entry);
    }
    // full: Q2, pairs with #hasSleepers; the entry is stored before the condition is read
    VarHandle.fullFence();
  }

  /**
   * Takes the calling thread's entry off this queue, whatever ended the wait. A wake-up that
   * reached an exclusive entry since the last {@link #prepareToWait} is passed on to the next
   * waiter, since no test of the condition has followed it.
   *
   * @param entry an entry that the calling thread made; may be on no queue
   * @throws IllegalStateException if the entry is another thread's or on another queue
   */
  public void finishWait(WaitEntry entry) {
    requireOwn(entry);
    if (entry.queue == null) {
      return;
    }
    boolean passOn = !dequeue(entry) && entry.exclusive;
    entry.queue = null;
    if (passOn) {
      lockGuard();
      wakeGuarded(entry.key, false, 1);
    }
  }

  /**
   * Whether threads wait, without any order: {@code waitqueue_active}. A waker that goes by it can
   * miss a thread which has just queued and not seen the waker's change; see {@link
   * #hasSleepers()}.
   *
   * @return true if at least one thread is on the queue
   */
  public boolean hasWaiters() {
    return sharedTailOpaque() != null || exclusiveTailOpaque() != null;
  }

  /**
   * Whether threads wait, for a waker that has changed something and asks if it need wake anybody:
   * {@code wq_has_sleeper}. If it returns false, a thread that queues later sees the change in the
   * test before its sleep, provided that it was made and is read with opaque accesses or stronger.
   * That test sees the value; it does not make other plain data visible, as a wake-up would.
   *
   * @return true if at least one thread is on the queue
   */
  public boolean hasSleepers() {
    // full: Q2, pairs with #prepareToWait; the caller's change is stored before the list is read
    VarHandle.fullFence();
    return hasWaiters();
  }

  /**
   * How many threads wait. For monitoring: it walks the lists.
   *
   * @return the number of threads on the queue
   */
  public int getQueueLength() {
    lockGuard();
    // plain: under the guard
    int length = WaitEntryList.length(sharedTail) + WaitEntryList.length(exclusiveTail);
    unlockGuard();
    return length;
  }

  @Override
  public String toString() {
    return "WaitQueue@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + getQueueLength()
        + " waiting]";
  }

  /** Wakes all shared waiters for the key, and some exclusive ones. */
  int wake(Object key, int exclusive) {
    boolean reserved = hasWaiters(); // opaque: a guess, the next look is under the guard
    if (reserved) {
      StackReserve.ensure();
    }
    lockGuard();
    if (sharedTail == null && exclusiveTail == null) { // plain: under the guard
      unlockGuard();
      return 0;
    }
    if (!reserved) {
      unlockGuard();
      StackReserve.ensure();
      lockGuard();
    }
    return wakeGuarded(key, true, exclusive);
  }

  /** Under the guard, which it drops. Takes it anew for each entry but the first. */
  private int wakeGuarded(Object key, boolean alsoShared, int exclusive) {
    long lastTurn = turn;
    boolean shared = alsoShared;
    int left = exclusive;
    int woken = 0;
    for (; ; ) {
      // plain: under the guard
      WaitEntry entry = shared ? WaitEntryList.find(sharedTail, key, lastTurn) : null;
      if (entry == null && left > 0) {
        shared = false; // all of them are awake: who queued since has a later turn
        left--;
        entry = WaitEntryList.find(exclusiveTail, key, lastTurn); // plain: as above
      }
      if (entry == null) {
        unlockGuard();
        return woken;
      }
      Thread thread = choose(entry);
      unlockGuard();
      LockSupport.unpark(thread); // outside the guard: it may cost microseconds
      woken++;
      if (!shared && left == 0) {
        return woken;
      }
      lockGuard();
    }
  }

  /** Under the guard: takes an entry off its list and tells its thread. */
  private Thread choose(WaitEntry entry) {
    remove(entry);
    Thread thread = entry.thread;
    entry.setWokenVolatile(true);
    return thread;
  }

  private void requireOwn(WaitEntry entry) {
    if (entry.thread != Thread.currentThread()) {
      throw new IllegalStateException("the entry of " + entry.thread + ", used by another thread");
    }
    if (entry.queue != null && entry.queue != this) {
      throw new IllegalStateException("the entry is on another queue: " + entry.queue);
    }
  }

  private void enqueue(WaitEntry entry) {
    lockGuard();
    entry.setWokenVolatile(false);
    entry.turn = ++turn;
    if (entry.exclusive) {
      setExclusiveTailOpaque(WaitEntryList.append(exclusiveTail, entry)); // plain: guard
    } else {
      setSharedTailOpaque(WaitEntryList.append(sharedTail, entry)); // plain: guard
    }
    unlockGuard();
  }

  /** Takes the entry off its list; false if a waker did. */
  private boolean dequeue(WaitEntry entry) {
    if (entry.isWoken()) {
      return false;
    }
    lockGuard();
    boolean queued = !entry.isWoken();
    if (queued) {
      remove(entry);
    }
    unlockGuard();
    return queued;
  }

  /** Under the guard. */
  private void remove(WaitEntry entry) {
    if (entry.exclusive) {
      setExclusiveTailOpaque(WaitEntryList.remove(exclusiveTail, entry)); // plain: guard
    } else {
      setSharedTailOpaque(WaitEntryList.remove(sharedTail, entry)); // plain: guard
    }
  }

  private static long nanos(long timeout, TimeUnit unit) {
    return Objects.requireNonNull(unit, "unit").toNanos(timeout);
  }

  private void lockGuard() {
    int attempt = 0;
    while (guardOpaque() != 0 || !weakCasGuardAcquire()) {
      ListGuard.pause(attempt++);
    }
    ListGuard.entered(attempt);
  }

  private void unlockGuard() {
    // release: Q1, pairs with #weakCasGuardAcquire; the lists, and what a waker changed before
    GUARD.setRelease(this, 0);
  }

  private int guardOpaque() {
    return (int) GUARD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasGuardAcquire() {
    // acquire: Q1, pairs with #unlockGuard; the lists, and what the last waker changed before
    return GUARD.weakCompareAndSetAcquire(this, 0, 1);
  }

  private WaitEntry sharedTailOpaque() {
    return (WaitEntry) SHARED_TAIL.getOpaque(this); // opaque: Q2, compared with null only
  }

  private void setSharedTailOpaque(WaitEntry entry) {
    SHARED_TAIL.setOpaque(this, entry); // opaque: Q2, read by #hasWaiters outside the guard
  }

  private WaitEntry exclusiveTailOpaque() {
    return (WaitEntry) EXCLUSIVE_TAIL.getOpaque(this); // opaque: Q2, compared with null only
  }

  private void setExclusiveTailOpaque(WaitEntry entry) {
    EXCLUSIVE_TAIL.setOpaque(this, entry); // opaque: Q2, read by #hasWaiters outside the guard
  }

  private static final VarHandle GUARD;
  private static final VarHandle SHARED_TAIL;
  private static final VarHandle EXCLUSIVE_TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      GUARD = lookup.findVarHandle(WaitQueue.class, "guard", int.class).withInvokeExactBehavior();
      SHARED_TAIL =
          lookup
              .findVarHandle(WaitQueue.class, "sharedTail", WaitEntry.class)
              .withInvokeExactBehavior();
      EXCLUSIVE_TAIL =
          lookup
              .findVarHandle(WaitQueue.class, "exclusiveTail", WaitEntry.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
