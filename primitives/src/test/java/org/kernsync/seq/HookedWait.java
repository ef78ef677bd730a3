package org.kernsync.seq;

import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.spin.SpinWait;

/** Waits as the host does, counts, and runs something in the middle of a wait. */
final class HookedWait implements SpinWait {
  final AtomicInteger pauses = new AtomicInteger();
  final AtomicInteger parks = new AtomicInteger();
  volatile Runnable atPark = () -> {};
  volatile Object blocker;
  volatile long longestNanos;

  @Override
  public void pause(int step) {
    pauses.incrementAndGet();
    SpinWait.host().pause(step);
  }

  @Override
  public void park(Object blocker, long maxNanos) {
    this.blocker = blocker;
    longestNanos = Math.max(longestNanos, maxNanos);
    parks.incrementAndGet();
    atPark.run();
    SpinWait.host().park(blocker, maxNanos);
  }
}
