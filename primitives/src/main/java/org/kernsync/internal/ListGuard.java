package org.kernsync.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread waits for the small lock that guards a list of waiters. Each primitive keeps that
 * lock as one {@code int} of its own, 0 for free, and takes it like this:
 *
 * <pre>{@code
 * int attempt = 0;
 * while (guardOpaque() != 0 || !casGuardAcquire(0, 1)) {
 *   ListGuard.pause(attempt++);
 * }
 * ListGuard.entered(attempt);
 * }</pre>
 *
 * <p>The guard is a barging test-and-test-and-set lock on purpose. A queue would let a waiter that
 * lost its processor block all that stand behind it, and in a kernel model one of those can be an
 * interrupt handler on the very processor that the waiter needs. Here whoever runs gets in; the
 * sections are a handful of instructions, never park, allocate or call user code, so the wait is
 * short unless the holder lost its processor: then the waiters give up theirs.
 */
public final class ListGuard {
  private static final int PAUSES = SpinCalibration.pausesWithin(1_000);
  private static final int YIELDS = 64;
  private static final long PARK_NANOS = 50_000;

  private ListGuard() {}

  /**
   * One step of waiting: pauses for about a microsecond in all, then yields, then yields and parks
   * for 50 us at a time. While the interrupt flag is set parking returns at once; the yield keeps
   * the holder running.
   *
   * @param attempt how many steps went before
   */
  public static void pause(int attempt) {
    if (attempt < PAUSES) {
      SpinCalibration.pause();
      return;
    }
    try {
      Thread.yield();
      if (attempt >= PAUSES + YIELDS) {
        LockSupport.parkNanos(PARK_NANOS);
      }
    } catch (StackOverflowError noRoom) {
      SpinCalibration.pause(); // see Parking; to pause only is slow, to throw would be wrong
    }
  }

  /**
   * To be called once the guard is taken. A thread that parked in {@link #pause} may have eaten a
   * wake-up that was meant for its caller, which may be in the middle of a wait of its own: it gets
   * the permit back. One too many is harmless, since every park may return early.
   *
   * @param attempts how many steps of waiting it took
   */
  public static void entered(int attempts) {
    if (attempts > PAUSES + YIELDS) {
      LockSupport.unpark(Thread.currentThread());
    }
  }
}
