package org.kernsync.sleep;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.kernsync.internal.HeavyFence;
import org.kernsync.internal.WaitNode;
import org.kernsync.internal.WaitOutcome;

/**
 * A sleeping lock with one owner and strict rules: {@code struct mutex} of Linux.
 *
 * <p>Use it as the default lock. It is not reentrant: a thread that locks it twice has a bug, and
 * is told so instead of hanging. Use a {@link CountingSemaphore} where one thread takes and another
 * gives.
 *
 * <pre>{@code
 * private final Mutex mutex = new Mutex();
 *
 * void deposit(long amount) {
 *   mutex.lock();
 *   try {
 *     balance += amount;
 *   } finally {
 *     mutex.unlock();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context.</b> The forms of {@code lock} and the timed {@code tryLock} may sleep; {@link
 * #tryLock()} and {@link #unlock()} never do. Only the thread that locked may unlock.
 *
 * <p><b>Progress.</b> A free lock goes to who asks first, also past threads that sleep. Those sleep
 * in a first-in-first-out list; the first of them is woken by an unlock, and where running threads
 * take the lock from it for more than 1 ms, the next unlock hands the lock over to it: no waiter
 * starves as long as holders unlock. A platform thread watches a holder that runs for at most 5 us
 * before it sleeps, on one processor not at all; without a timeout it yields meanwhile. While the
 * holder is descheduled or dead everybody sleeps; {@link #toString()} names it. Where there is no
 * memory for a waiter's node, the thread polls with short parks instead.
 *
 * <p><b>Memory effects.</b> What a thread did before {@code unlock} happens before what the next
 * holder does after its lock returned, as with every {@link Lock}.
 *
 * <p><b>Differences from Linux.</b> There is no killable form: a thread has only one interrupt.
 * {@code unlock} may touch the object after another thread has locked it, which Java does not mind.
 * A thread that ends while it holds the lock leaves it locked, as in Linux.
 *
 * <p><b>Tools.</b> Thread dumps show what a waiter waits for, and {@code
 * ThreadMXBean.findDeadlockedThreads()} finds cycles; contended waits are JFR events named {@code
 * org.kernsync.ContendedWait}. A deserialized mutex is free.
 */
public final class Mutex extends MutexQueue {
  private static final long serialVersionUID = 1L;

  /** Makes a mutex that is free. */
  public Mutex() {}

  /**
   * Locks, waiting if need be. An interrupt does not end the wait; its flag stays.
   *
   * @throws IllegalStateException if the calling thread holds the lock already; it still does then
   */
  public void lock() {
    if (!weakCasLockedAcquire()) {
      lockContended();
      return;
    }
    try {
      setExclusiveOwnerThread(Thread.currentThread());
    } catch (StackOverflowError noOwner) {
      state = FREE; // volatile: M1, as setStateFreeRelease, without a call
      throw noOwner;
    }
  }

  private void lockContended() {
    requireNotHeld();
    acquire(false, WaitOutcome.FOREVER);
  }

  /**
   * Locks, waiting if need be.
   *
   * @throws InterruptedException if the thread was interrupted before the call, even if the lock is
   *     free, or while it waited; it does not hold the lock then
   * @throws IllegalStateException if the calling thread holds the lock already; it still does then
   */
  public void lockInterruptibly() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (tryAcquire()) {
      return;
    }
    requireNotHeld();
    if (acquire(true, WaitOutcome.FOREVER) == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
  }

  /**
   * Locks if the lock is free, also past threads that wait.
   *
   * @return true if locked; false if any thread, the caller included, holds it
   */
  public boolean tryLock() {
    return tryAcquire();
  }

  /**
   * Locks, waiting no longer than a time.
   *
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if locked; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it does not hold the lock then
   * @throws IllegalStateException if the calling thread holds the lock already; it still does then
   */
  public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (tryAcquire()) {
      return true;
    }
    requireNotHeld();
    if (nanos <= 0) {
      return false;
    }
    WaitOutcome outcome = acquire(true, nanos);
    if (outcome == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == WaitOutcome.ACQUIRED;
  }

  /**
   * Unlocks.
   *
   * @throws IllegalMonitorStateException if the calling thread does not hold the lock; nothing
   *     changed then
   */
  public void unlock() {
    if (getExclusiveOwnerThread() != Thread.currentThread()) { // plain: see the notes on owner
      throw new IllegalMonitorStateException("unlock by a thread that does not hold it: " + this);
    }
    if (demandOpaque() != 0) {
      releaseContended();
      return;
    }
    setExclusiveOwnerThread(null);
    try {
      setStateFreeRelease();
    } catch (StackOverflowError noCallFits) { // one that names the owner again may not fit either
      state = FREE; // volatile: M1, as setStateFreeRelease, without a call
    }
    // light: M3, pairs with #lockedMeanwhile, #acquireAsFirst, #leave; state before demand
    HeavyFence.light();
    if (demandOpaque() != 0) {
      wakeFirst();
    }
  }

  /**
   * Whether any thread holds the lock. Out of date as soon as it is known.
   *
   * @return true if locked
   */
  public boolean isLocked() {
    return isLockedNow();
  }

  /**
   * Whether the calling thread holds the lock.
   *
   * @return true if it does
   */
  public boolean isHeldByCurrentThread() {
    return getExclusiveOwnerThread() == Thread.currentThread();
  }

  /**
   * Whether threads wait in the list. Out of date as soon as it is known.
   *
   * @return true if at least one does
   */
  public boolean hasQueuedThreads() {
    return hasWaiters();
  }

  /**
   * How many threads wait in the list. For monitoring: it walks the list.
   *
   * @return the number of threads
   */
  public int getQueueLength() {
    return queueLength();
  }

  /**
   * This mutex as a {@link Lock}, with conditions, for code that takes one. All views are of the
   * same lock; each method does what the method of that name does here, a recursive lock included,
   * which {@code Lock} leaves open. A condition serves its waiters first in, first out; a signalled
   * one goes to the end of the mutex's list without being woken in between.
   *
   * @return a view, not the same object each time
   */
  public Lock asLock() {
    return new MutexLock(this);
  }

  @Override
  public String toString() {
    Thread holder = getExclusiveOwnerThread(); // plain, racy: diagnostics
    return "Mutex@"
        + Integer.toHexString(System.identityHashCode(this))
        + (isLocked() ? "[held by " + holder : "[free")
        + (holder != null && !holder.isAlive() ? ", which has ended, " : ", ")
        + getQueueLength()
        + " waiting]";
  }

  /**
   * Gets the lock back after a wait for a condition, with the node that the signaller appended. It
   * must look before it parks: the wake-up may have ended the park on the condition.
   */
  void lockSignalled(WaitNode node) {
    if (!acquireAsFirst(node, false)) {
      acquireQueued(node, false, WaitOutcome.FOREVER);
    }
  }

  /**
   * Gets the lock back after a wait for a condition that gave up, with that wait's node, which is
   * on no list of the mutex. Unlike {@link #lock} it needs no memory, and no more stack than the
   * wait has made sure of.
   */
  void lockCancelled(WaitNode node) {
    acquireWith(node);
  }

  private void requireNotHeld() {
    if (isHeldByCurrentThread()) {
      throw new IllegalStateException("recursive lock: " + this);
    }
  }
}
