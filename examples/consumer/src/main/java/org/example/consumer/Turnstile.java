package org.example.consumer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kernsync.wait.WaitQueue;

/** A lock of our own, made of a flag and a wait queue of the library. */
public class Turnstile {
  private final AtomicBoolean taken = new AtomicBoolean();
  private final WaitQueue line = new WaitQueue();

  /** Locks, waiting as long as needed. */
  public void lock() {
    line.waitEventExclusive(this::tryLock);
  }

  /** Locks unless interrupted. */
  public void lockInterruptibly() throws InterruptedException {
    line.waitEventExclusiveInterruptibly(this::tryLock);
  }

  /** Locks if that is possible at once. */
  public boolean tryLock() {
    return taken.compareAndSet(false, true);
  }

  /** Locks, waiting no longer than a time. */
  public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
    return line.waitEventExclusive(this::tryLock, timeout, unit);
  }

  /** Unlocks, and wakes the first who waits. */
  public void unlock() {
    release();
    line.wakeOne();
  }

  /** The first half of an unlock. */
  protected final void release() {
    taken.set(false);
  }

  /** Whether nobody holds it and nobody waits. */
  public boolean isFree() {
    return !taken.get() && !line.hasWaiters();
  }
}
