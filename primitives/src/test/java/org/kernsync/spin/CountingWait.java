package org.kernsync.spin;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits as the host does and counts; but who waits in a slot parks without limit, so that a lost
 * wake-up is a hang and not a delay.
 */
final class CountingWait implements SpinWait {
  /** Longer waits are those of a waiter that somebody is to wake. */
  private static final long UNWOKEN_NANOS = 1_000_000;

  final AtomicInteger waits = new AtomicInteger();
  final AtomicInteger parks = new AtomicInteger();
  final AtomicInteger parksInSlots = new AtomicInteger();

  @Override
  public void pause(int step) {
    waits.incrementAndGet();
    SpinWait.host().pause(step);
  }

  @Override
  public void park(Object blocker, long maxNanos) {
    waits.incrementAndGet();
    parks.incrementAndGet();
    if (maxNanos > UNWOKEN_NANOS) {
      parksInSlots.incrementAndGet();
      LockSupport.park(blocker);
    } else {
      SpinWait.host().park(blocker, maxNanos);
    }
  }
}
