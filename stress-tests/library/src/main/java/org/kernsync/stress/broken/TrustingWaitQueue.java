package org.kernsync.stress.broken;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Broken: a waiter that wakes up believes that its condition holds, and does not look. */
public final class TrustingWaitQueue {
  private final Queue<Thread> line = new ConcurrentLinkedQueue<>();

  /** Makes a queue that nobody waits on. */
  public TrustingWaitQueue() {}

  /**
   * Waits for a wake-up, unless a condition holds.
   *
   * @param condition what to wait for
   */
  public void waitEvent(BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return;
    }
    Thread self = Thread.currentThread();
    line.add(self);
    if (!condition.getAsBoolean()) {
      LockSupport.park(this);
    }
    line.remove(self);
  }

  /** Wakes all who wait. */
  public void wakeAll() {
    line.forEach(LockSupport::unpark);
  }
}
