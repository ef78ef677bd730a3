package org.kernsync.stress.broken;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.contract.LockUnderTest;

/** A sleeping lock with nothing left out: a positive control, and what the broken ones break. */
public class NaiveMutex implements LockUnderTest {
  /** Whether a thread holds the lock. */
  protected final AtomicBoolean held = new AtomicBoolean();

  private final Queue<Thread> sleepers = new ConcurrentLinkedQueue<>();

  /** Makes a free lock. */
  public NaiveMutex() {}

  @Override
  public void lock() {
    if (take()) {
      return;
    }
    Thread self = Thread.currentThread();
    boolean interrupted = false;
    sleepers.add(self);
    while (!take()) { // once more after it is on the list: the holder may have left before
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    sleepers.remove(self);
    if (interrupted) {
      self.interrupt();
    }
  }

  @Override
  public void unlock() {
    held.set(false);
    wake(sleepers.peek());
  }

  @Override
  public boolean tryLock() {
    return take();
  }

  /**
   * Takes the lock if it is free.
   *
   * @return whether it was
   */
  protected boolean take() {
    return held.compareAndSet(false, true);
  }

  /**
   * Wakes the first sleeper.
   *
   * @param sleeper the thread; null if nobody sleeps
   */
  protected void wake(Thread sleeper) {
    LockSupport.unpark(sleeper);
  }
}
