package org.kernsync.stress.jcstress.sleep;

import java.util.concurrent.atomic.AtomicReference;

/**
 * One interrupt, which hits its thread between {@link #arm} and {@link #disarm} or not at all: the
 * threads of jcstress go on to the next attempt, where it would hit what it is not meant for.
 */
final class OneInterrupt {
  private final AtomicReference<Thread> target = new AtomicReference<>();
  private volatile boolean delivered;

  /** The calling thread is about to wait. */
  void arm() {
    target.set(Thread.currentThread());
  }

  /** Interrupts the thread that is about to wait, if one is. */
  void fire() {
    Thread waiter = target.getAndSet(null);
    if (waiter != null) {
      waiter.interrupt();
      delivered = true;
    }
  }

  /** The wait is over: no interrupt comes after this, and none is left. */
  void disarm() {
    if (target.getAndSet(null) == null) {
      while (!delivered) {
        Thread.yield(); // it was taken, and comes in a moment
      }
      boolean ignored = Thread.interrupted(); // may have ended the wait, or come too late for it
    }
  }
}
