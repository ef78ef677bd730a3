package org.kernsync.spin;

import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.SpinCalibration;

/**
 * Waits on threads that the JVM and the operating system schedule: spins while that is cheaper than
 * anything else, then yields, then parks for a time that grows to {@value #LONGEST_NAP_NANOS} ns. A
 * virtual thread gives its carrier away from the first yield on.
 */
final class HostSpinWait implements SpinWait {
  static final HostSpinWait INSTANCE = new HostSpinWait();

  /**
   * All pauses of one wait together: longer than a hand-over between cores, shorter than a yield.
   */
  private static final long SPIN_NANOS = 400;

  // A timed park takes some 50 us whatever is asked, and less than 100 ns may not sleep at all.
  private static final long SHORTEST_NAP_NANOS = 10_000;
  private static final long LONGEST_NAP_NANOS = 640_000;
  private static final int DOUBLINGS = 6;

  /** 0 on one processor: the thread that we wait for cannot run while we spin. */
  private static final int PAUSES = Math.min(YIELD_STEP, SpinCalibration.pausesWithin(SPIN_NANOS));

  private HostSpinWait() {}

  @Override
  public void pause(int step) {
    if (step < PAUSES) {
      SpinCalibration.pause();
    } else if (step < PARK_STEP) {
      Thread.yield();
    } else {
      nap(step - PARK_STEP);
    }
  }

  @Override
  public void park(Object blocker, long maxNanos) {
    if (Thread.currentThread().isInterrupted()) {
      Thread.yield(); // parkNanos would return at once: give the processor away all the same
    } else {
      LockSupport.parkNanos(blocker, maxNanos);
    }
  }

  private void nap(int napsBefore) {
    park(this, SHORTEST_NAP_NANOS << Math.min(napsBefore, DOUBLINGS));
  }
}
