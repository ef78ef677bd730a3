package org.kernsync.kernel.time;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;

/** {@code timer_base}: one CPU's wheel and its lock. */
final class WheelBase {
  private static final LockClass LOCK_CLASS = new LockClass("wheel.lock");

  final Cpu cpu;
  final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);

  // ---- lock, interrupts off
  private final TimerWheel wheel;
  private final ListHead<Timer> due = new ListHead<>();
  private Timer running; // whose function is being called
  private long expirations;

  // ---- lock to write, the CPU's own tick reads without: a late look costs one tick
  private volatile long next;

  private final TimerTrace trace;

  WheelBase(Cpu cpu, int hz, long clock, TimerTrace trace) {
    this.cpu = cpu;
    this.trace = trace;
    wheel = new TimerWheel(hz, clock);
    next = wheel.nextExpiry();
  }

  /** Under the lock. */
  void enqueue(Timer timer, long now) {
    assert lock.isHeldHere() : this;
    wheel.forward(now);
    timer.base = this;
    wheel.insert(timer);
    next = wheel.nextExpiry();
  }

  /** Under the lock; returns whether the timer was armed here. */
  boolean dequeue(Timer timer) {
    assert lock.isHeldHere() : this;
    if (timer.slot.bucket() < 0) {
      return false;
    }
    wheel.remove(timer);
    next = wheel.nextExpiry();
    return true;
  }

  /** Under the lock: whether its function is being called now. */
  boolean isRunning(Timer timer) {
    assert lock.isHeldHere() : this;
    return running == timer;
  }

  /** The next tick at which there is something to do, possibly stale. */
  long next() {
    return next;
  }

  /** In the softirq: calls the functions of all timers that are due at a tick. */
  void run(long now) {
    lockIrq();
    while (now - wheel.clock() >= 0) {
      if (wheel.nextExpiry() - now > 0) {
        wheel.forward(now + 1); // nothing on the way
        break;
      }
      wheel.forward(now);
      wheel.collect(due);
      for (Timer timer = due.first(); timer != null; timer = due.first()) {
        checkSlot(timer);
        wheel.expire(timer);
        expirations++;
        running = timer;
        trace.cancel(cpu, timer);
        trace.expireEntry(cpu, timer, now);
        unlockIrq();
        timer.function.accept(cpu); // without the lock: it may arm this or other timers
        lockIrq();
        trace.expireExit(cpu, timer);
        running = null;
      }
    }
    next = wheel.nextExpiry();
    unlockIrq();
  }

  /** Under the lock, which is given back where the slot is not the timer's own. */
  private void checkSlot(Timer timer) {
    String problem = timer.problem();
    if (problem != null) {
      wheel.drop(timer);
      unlockIrq();
      cpu.oops(problem);
    }
  }

  private void lockIrq() {
    lock.lockIrq(cpu); // a softirq has interrupts on
  }

  private void unlockIrq() {
    lock.unlockIrq(cpu);
  }

  boolean isEmpty() {
    return wheel.isEmpty() && running == null;
  }

  long expirations() {
    return expirations;
  }

  @Override
  public String toString() {
    return "timer wheel of cpu " + cpu.id() + ", " + lock;
  }
}
