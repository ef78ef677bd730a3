package org.kernsync.stress.conformance;

import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A condition with one fault: each waiter has one of the JDK's conditions for itself. */
final class FaultyCondition implements Condition {
  /** What is wrong. */
  enum Fault {
    /** Nothing: a positive control. */
    NONE,
    /** Does not look whether the lock is held. */
    LAX,
    /** Last in, first out. */
    LIFO,
    /** One signal wakes all. */
    WAKES_ALL,
    /** Keeps a signal to nobody for the next. */
    KEEPS_SIGNAL,
    /** Waits three quarters of the time. */
    EARLY,
    /** Takes a timeout below zero for none at all. */
    NEGATIVE_IS_ENDLESS,
    /** Says that all of the time is left. */
    SAYS_ALL_IS_LEFT,
    /** The sum of the clock and a long timeout lies in the past. */
    OVERFLOWS,
    /** Waits although it was interrupted before. */
    LOOKS_LATE,
    /** Who was interrupted stays on the list, and a later signal is its. */
    EATS_SIGNAL,
    /** An interrupt after the signal is forgotten. */
    DROPS_FLAG,
    /** An interrupt after the signal is thrown. */
    THROWS_AFTER_SIGNAL,
    /** An interrupt ends the uninterruptible wait. */
    GIVES_UP
  }

  private static final long FOREVER = Long.MAX_VALUE;

  private static final class Waiter {
    final Condition wakeUp;
    boolean signalled; // guarded by the lock

    Waiter(Condition wakeUp) {
      this.wakeUp = wakeUp;
    }
  }

  private final FaultyConditions lock;
  private final Fault fault;
  private final Deque<Waiter> waiters = new ArrayDeque<>(); // guarded by lock
  private int kept; // guarded by lock

  private FaultyCondition(FaultyConditions lock, Fault fault) {
    this.lock = lock;
    this.fault = fault;
  }

  private static final class FaultyConditions extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    FaultyConditions(Fault fault) {
      this.fault = fault;
    }

    @Override
    public Condition newCondition() {
      return new FaultyCondition(this, fault);
    }

    Condition newSoundCondition() {
      return super.newCondition();
    }
  }

  /** A lock whose conditions have the fault. */
  static Lock lockWith(Fault fault) {
    return new FaultyConditions(fault);
  }

  @Override
  public void await() throws InterruptedException {
    await(true, FOREVER);
  }

  @Override
  public void awaitUninterruptibly() {
    try {
      await(false, FOREVER);
    } catch (InterruptedException never) {
      throw new AssertionError(never);
    }
  }

  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    boolean signalled = await(true, nanos);
    if (signalled && fault == Fault.SAYS_ALL_IS_LEFT) {
      return nanos;
    }
    long left = nanos - (System.nanoTime() - begin);
    return left <= nanos ? left : Long.MIN_VALUE;
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return await(true, unit.toNanos(time));
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    long millis = Math.max(0, deadline.getTime()) - System.currentTimeMillis();
    boolean signalled = await(true, TimeUnit.MILLISECONDS.toNanos(millis));
    while (!signalled && System.currentTimeMillis() < deadline.getTime()) {
      signalled = await(true, 100_000);
    }
    return signalled;
  }

  @Override
  public void signal() {
    if (!isHeld()) {
      return;
    }
    if (fault == Fault.WAKES_ALL) {
      signalAll();
      return;
    }
    Waiter next = fault == Fault.LIFO ? waiters.pollLast() : waiters.pollFirst();
    if (next != null) {
      signal(next);
    } else if (fault == Fault.KEEPS_SIGNAL) {
      kept++;
    }
  }

  @Override
  public void signalAll() {
    if (!isHeld()) {
      return;
    }
    while (!waiters.isEmpty()) {
      signal(waiters.removeFirst());
    }
  }

  private static void signal(Waiter waiter) {
    waiter.signalled = true;
    waiter.wakeUp.signal();
  }

  private boolean await(boolean interruptible, long nanos) throws InterruptedException {
    if (!isHeld()) {
      return false;
    }
    if (interruptible && fault != Fault.LOOKS_LATE && Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (kept > 0) {
      kept--;
      return true;
    }
    Waiter self = new Waiter(lock.newSoundCondition());
    waiters.addLast(self);
    boolean interrupted = false;
    if (fault == Fault.LOOKS_LATE) {
      interrupted = Thread.interrupted();
    }
    long left = fault == Fault.EARLY ? nanos - nanos / 4 : nanos;
    if (fault == Fault.NEGATIVE_IS_ENDLESS && nanos < 0) {
      left = FOREVER;
    }
    if (fault == Fault.OVERFLOWS && nanos != FOREVER - 1 && System.nanoTime() + nanos < 0) {
      left = 0;
    }
    while (!self.signalled) {
      if (left <= 0) {
        waiters.remove(self);
        return false;
      }
      try {
        left = left == FOREVER ? awaitEndlessly(self) : self.wakeUp.awaitNanos(left);
      } catch (InterruptedException caught) {
        interrupted = true;
        if (interruptible && !self.signalled) {
          if (fault != Fault.EATS_SIGNAL) {
            waiters.remove(self);
          }
          throw caught;
        }
        if (!interruptible && fault == Fault.GIVES_UP) {
          waiters.remove(self);
          break;
        }
      }
    }
    endInterrupted(interrupted);
    return true;
  }

  private static long awaitEndlessly(Waiter self) throws InterruptedException {
    self.wakeUp.await();
    return FOREVER;
  }

  private void endInterrupted(boolean caught) throws InterruptedException {
    boolean interrupted = Thread.interrupted() || caught;
    if (interrupted && fault == Fault.THROWS_AFTER_SIGNAL) {
      throw new InterruptedException();
    }
    if (interrupted && fault != Fault.DROPS_FLAG) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isHeld() {
    if (lock.isHeldByCurrentThread()) {
      return true;
    }
    if (fault == Fault.LAX) {
      return false;
    }
    throw new IllegalMonitorStateException("not held");
  }
}
