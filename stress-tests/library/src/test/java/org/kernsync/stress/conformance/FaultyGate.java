package org.kernsync.stress.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A semaphore of one permit under one monitor, with a line, direct hand-over and one fault. */
final class FaultyGate implements BlockingUnderTest {
  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    volatile boolean granted;
  }

  private static final long LINGER_NANOS = 200_000;

  private final GateFault fault;
  private final Deque<Waiter> line = new ArrayDeque<>(); // guarded by this, as all below
  private final List<Thread> hoard = new ArrayList<>();
  private int permits = 1;
  private int gone;
  private boolean waitedFor;

  FaultyGate(GateFault fault) {
    this.fault = fault;
  }

  @Override
  public void acquire() {
    if (is(GateFault.CLEARS_FLAG)) {
      Thread.interrupted();
    }
    try {
      acquire(false, false, 0);
    } catch (InterruptedException never) {
      throw new AssertionError(never);
    }
  }

  @Override
  public void acquireInterruptibly() throws InterruptedException {
    if (!is(GateFault.LOOKS_LATE)) {
      throwIfInterrupted();
    }
    acquire(true, false, 0);
  }

  @Override
  public boolean tryAcquire() {
    if (is(GateFault.TRY_CLEARS_FLAG)) {
      Thread.interrupted();
    }
    return take();
  }

  @Override
  public boolean tryAcquire(long timeoutNanos) throws InterruptedException {
    if (!is(GateFault.LOOKS_LATE_WHEN_TIMED)) {
      throwIfInterrupted();
    }
    boolean timed = timeoutNanos >= 0 || !is(GateFault.NEGATIVE_IS_ENDLESS);
    return acquire(true, timed, timeoutNanos);
  }

  @Override
  public synchronized void release() {
    Waiter next = is(GateFault.LIFO) ? line.pollLast() : line.pollFirst();
    if (next == null || is(GateFault.LETS_PASS)) {
      permits++;
    } else {
      next.granted = true;
    }
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
  }

  @Override
  public synchronized int queueLength() {
    return line.size()
        + (is(GateFault.MISCOUNTS) ? gone : 0)
        + (is(GateFault.COUNTS_HOLDER) && permits == 0 ? 1 : 0);
  }

  @Override
  public synchronized boolean hasWaiters() {
    return !line.isEmpty() || is(GateFault.SAYS_WAITERS_FOR_EVER) && waitedFor;
  }

  private boolean acquire(boolean interruptible, boolean timed, long nanos)
      throws InterruptedException {
    Waiter self;
    synchronized (this) {
      if (take()) {
        return true;
      }
      if (timed && nanos <= 0) {
        return false;
      }
      self = new Waiter();
      line.addLast(self);
      waitedFor = true;
    }
    long begin = System.nanoTime();
    long limit = is(GateFault.EARLY) ? nanos - nanos / 4 : nanos;
    boolean interrupted = false;
    while (!self.granted && !(is(GateFault.LETS_PASS) && takeFromLine(self))) {
      if (timed) {
        long left = limit - (System.nanoTime() - begin);
        if (is(GateFault.OVERFLOWS) && begin + nanos < begin) {
          left = 0;
        }
        if (left <= 0) {
          if (leave(self, GateFault.DROPS_AT_TIMEOUT)) {
            return false;
          }
          break;
        }
        LockSupport.parkNanos(this, left);
      } else {
        LockSupport.park(this);
      }
      if (Thread.interrupted()) {
        interrupted = true;
        boolean deaf = timed ? is(GateFault.DEAF_WHEN_TIMED) : is(GateFault.DEAF);
        if (interruptible && !deaf && leave(self, GateFault.DROPS_AT_INTERRUPT)) {
          if (is(GateFault.THROWS_WITH_FLAG)) {
            Thread.currentThread().interrupt();
          }
          throw new InterruptedException();
        }
        if (!interruptible && is(GateFault.GIVES_UP) && leave(self)) {
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private synchronized boolean take() {
    if (permits == 0) {
      return false;
    }
    permits--;
    return true;
  }

  private synchronized boolean takeFromLine(Waiter self) {
    if (!take()) {
      return false;
    }
    line.remove(self);
    return true;
  }

  /** Leaves the line; false if the permit is here already. */
  private boolean leave(Waiter self, GateFault dropping) {
    if (is(dropping)) {
      LockSupport.parkNanos(this, LINGER_NANOS); // the permit may come meanwhile
    }
    return leave(self);
  }

  private synchronized boolean leave(Waiter self) {
    if (self.granted) {
      return is(GateFault.DROPS_AT_INTERRUPT) || is(GateFault.DROPS_AT_TIMEOUT);
    }
    gone++;
    if (is(GateFault.HOARDS)) {
      hoard.add(self.thread);
    }
    if (!is(GateFault.LEAVES_NODE)) {
      line.remove(self);
    }
    return true;
  }

  private boolean is(GateFault what) {
    return fault == what;
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
