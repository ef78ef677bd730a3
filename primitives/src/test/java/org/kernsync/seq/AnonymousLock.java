package org.kernsync.seq;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kernsync.spin.SpinLock;

/** A spinlock that does not know who holds it. */
final class AnonymousLock implements SpinLock {
  private final AtomicBoolean held = new AtomicBoolean();

  @Override
  public void lock() {
    while (!tryLock()) {
      Thread.yield();
    }
  }

  @Override
  public void unlock() {
    held.set(false);
  }

  @Override
  public boolean tryLock() {
    return held.compareAndSet(false, true);
  }

  @Override
  public boolean tryLock(long timeout, TimeUnit unit) {
    return tryLock();
  }

  @Override
  public boolean isLocked() {
    return held.get();
  }

  @Override
  public boolean isContended() {
    return false;
  }
}
