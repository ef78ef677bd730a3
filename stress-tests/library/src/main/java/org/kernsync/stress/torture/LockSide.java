package org.kernsync.stress.torture;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * One way into a lock, with the forms it has: waiting and trying, and where the lock offers them
 * also with a timeout and interruptible. A read-write lock has two.
 *
 * <pre>{@code
 * LockSide.of(mine::lock, mine::unlock, mine::tryLock)
 *     .withTimeout(nanos -> mine.tryLock(nanos, TimeUnit.NANOSECONDS))
 *     .withInterrupts(mine::lockInterruptibly)
 * }</pre>
 */
public final class LockSide {
  private final Runnable lock;
  private final Runnable unlock;
  private final BooleanSupplier tryLock;
  private final TimedTry timed;
  private final InterruptibleLock interruptible;

  /** Tries for a time. */
  @FunctionalInterface
  public interface TimedTry {
    /**
     * Locks, waiting no longer than a time.
     *
     * @param timeoutNanos how long at most; zero or less: not at all
     * @return whether it did; false no earlier than the timeout
     * @throws InterruptedException if interrupted before the call or while waiting; not locked then
     */
    boolean tryLock(long timeoutNanos) throws InterruptedException;
  }

  /** Waits until it is interrupted. */
  @FunctionalInterface
  public interface InterruptibleLock {
    /**
     * Locks, waiting if need be.
     *
     * @throws InterruptedException if interrupted before the call or while waiting; not locked then
     */
    void lock() throws InterruptedException;
  }

  private LockSide(
      Runnable lock,
      Runnable unlock,
      BooleanSupplier tryLock,
      TimedTry timed,
      InterruptibleLock interruptible) {
    this.lock = Objects.requireNonNull(lock, "lock");
    this.unlock = Objects.requireNonNull(unlock, "unlock");
    this.tryLock = Objects.requireNonNull(tryLock, "tryLock");
    this.timed = timed;
    this.interruptible = interruptible;
  }

  /**
   * Any lock.
   *
   * @param lock locks, waiting if need be; an interrupt does not end the wait, its flag stays
   * @param unlock unlocks; called by the thread that locked
   * @param tryLock locks if that needs no waiting, and says whether it did
   * @return a side of these three
   */
  public static LockSide of(Runnable lock, Runnable unlock, BooleanSupplier tryLock) {
    return new LockSide(lock, unlock, tryLock, null, null);
  }

  /**
   * A lock with the interface of the JDK, in all its forms.
   *
   * @param lock the lock
   * @return the same lock
   */
  public static LockSide of(Lock lock) {
    return of(lock::lock, lock::unlock, lock::tryLock)
        .withTimeout(nanos -> lock.tryLock(nanos, TimeUnit.NANOSECONDS))
        .withInterrupts(lock::lockInterruptibly);
  }

  /**
   * Adds the form with a timeout.
   *
   * @param form does it
   * @return a side with it
   */
  public LockSide withTimeout(TimedTry form) {
    return new LockSide(lock, unlock, tryLock, Objects.requireNonNull(form), interruptible);
  }

  /**
   * Adds the interruptible form.
   *
   * @param form does it
   * @return a side with it
   */
  public LockSide withInterrupts(InterruptibleLock form) {
    return new LockSide(lock, unlock, tryLock, timed, Objects.requireNonNull(form));
  }

  /** Locks, waiting if need be. */
  public void lock() {
    lock.run();
  }

  /** Unlocks. */
  public void unlock() {
    unlock.run();
  }

  /**
   * Locks if that needs no waiting.
   *
   * @return whether it did
   */
  public boolean tryLock() {
    return tryLock.getAsBoolean();
  }

  /**
   * Whether there is a form with a timeout.
   *
   * @return true if {@link #tryLock(long)} may be called
   */
  public boolean isTimed() {
    return timed != null;
  }

  /**
   * Locks, waiting no longer than a time.
   *
   * @param timeoutNanos how long at most
   * @return whether it did
   * @throws InterruptedException if interrupted
   */
  public boolean tryLock(long timeoutNanos) throws InterruptedException {
    return timed.tryLock(timeoutNanos);
  }

  /**
   * Whether there is an interruptible form.
   *
   * @return true if {@link #lockInterruptibly} may be called
   */
  public boolean isInterruptible() {
    return interruptible != null;
  }

  /**
   * Locks, waiting if need be.
   *
   * @throws InterruptedException if interrupted
   */
  public void lockInterruptibly() throws InterruptedException {
    interruptible.lock();
  }
}
