package org.kernsync.stress.conformance;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** A lock with an owner, not reentrant, and one fault. */
final class FaultyLock implements Lock {
  /** What is wrong. */
  enum Fault {
    /** Nothing: a positive control. */
    NONE,
    /** Whoever unlocks what it does not hold hears nothing of it. */
    SILENT,
    /** The misuse is refused without a word. */
    SPEECHLESS,
    /** The misuse is refused, but of another kind than lock users expect. */
    ODD_EXCEPTION,
    /** Anybody unlocks. */
    FOR_ANYONE,
    /** The misuse is refused, and the lock is free. */
    REFUSES_AND_FREES,
    /** An owner that locks again waits for itself. */
    WAITS_FOR_ITSELF,
    /** Does not lock. */
    OPEN
  }

  private final Fault fault;
  private final Semaphore permits = new Semaphore(1, true);
  private volatile Thread owner;

  FaultyLock(Fault fault) {
    this.fault = fault;
  }

  @Override
  public void lock() {
    requireNotHeld();
    if (fault != Fault.OPEN) {
      permits.acquireUninterruptibly();
    }
    owner = Thread.currentThread();
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    requireNotHeld();
    permits.acquire();
    owner = Thread.currentThread();
  }

  @Override
  public boolean tryLock() {
    return own(permits.tryAcquire());
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    requireNotHeld();
    return own(permits.tryAcquire(time, unit));
  }

  @Override
  public void unlock() {
    if (fault == Fault.OPEN) {
      return;
    }
    if (owner == Thread.currentThread()) {
      owner = null;
      permits.release();
      return;
    }
    switch (fault) {
      case SILENT:
        return;
      case FOR_ANYONE:
        owner = null;
        permits.release();
        return;
      case SPEECHLESS:
        throw new IllegalMonitorStateException();
      case ODD_EXCEPTION:
        throw new IllegalArgumentException("not held");
      case REFUSES_AND_FREES:
        permits.drainPermits();
        owner = null;
        permits.release();
        throw new IllegalMonitorStateException("not held");
      default:
        throw new IllegalMonitorStateException("not held");
    }
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException();
  }

  private boolean own(boolean locked) {
    if (locked) {
      owner = Thread.currentThread();
    }
    return locked;
  }

  private void requireNotHeld() {
    if (owner == Thread.currentThread() && fault != Fault.OPEN) {
      while (fault == Fault.WAITS_FOR_ITSELF && !Thread.currentThread().isInterrupted()) {
        LockSupport.park(this);
      }
      throw new IllegalStateException("recursive");
    }
  }
}
