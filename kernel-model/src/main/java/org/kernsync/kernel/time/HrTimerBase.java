package org.kernsync.kernel.time;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.kernel.lib.RbTree;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;

/** {@code hrtimer_cpu_base}: the timers armed on one CPU, hard and soft ones, by expiry. */
final class HrTimerBase {
  private static final LockClass LOCK_CLASS = new LockClass("hrtimer.lock");

  final Cpu cpu;
  private final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);

  // ---- lock, interrupts off
  private final RbTree<HrTimer> hard = new RbTree<>();
  private final RbTree<HrTimer> soft = new RbTree<>();
  private HrTimer runningHard; // whose function is being called
  private HrTimer runningSoft;
  private boolean softRaised; // the softirq has been raised and has not come yet
  private long expirations;
  // ----

  private final TimerTrace trace;

  HrTimerBase(Cpu cpu, TimerTrace trace) {
    this.cpu = cpu;
    this.trace = trace;
  }

  /** Arms a timer; by the CPU itself, interrupts off. */
  void arm(HrTimer timer, long expiresNanos) {
    timer.base = this;
    lock.lock(cpu);
    timer.slot.setExpires(expiresNanos);
    timer.slot.setState(HrTimerSlot.ENQUEUED);
    queueOf(timer).insert(timer, expiresNanos);
    trace.start(cpu, timer, expiresNanos);
    lock.unlock(cpu);
  }

  private RbTree<HrTimer> queueOf(HrTimer timer) {
    return timer.isSoft() ? soft : hard;
  }

  /**
   * Takes a timer off the queue if it is on it; from any CPU. Its function may still be running.
   */
  boolean cancel(Cpu by, HrTimer timer) {
    boolean flags = lock.lockIrqSave(by);
    boolean armed = remove(by, timer);
    lock.unlockIrqRestore(by, flags);
    return armed;
  }

  private boolean remove(Cpu by, HrTimer timer) {
    boolean armed = timer.slot.state() == HrTimerSlot.ENQUEUED;
    if (armed) {
      queueOf(timer).remove(timer);
      timer.slot.setState(HrTimerSlot.INACTIVE);
      trace.cancel(by, timer);
    }
    return armed;
  }

  /** What {@link #tryToCancel} found. */
  enum Cancel {
    /** It was armed, and is not any more. */
    DISARMED,
    /** It was not armed. */
    IDLE,
    /** Its function is being called, and may arm it again: try later. */
    RUNNING
  }

  /** {@code hrtimer_try_to_cancel}; from any CPU. */
  Cancel tryToCancel(Cpu by, HrTimer timer) {
    boolean flags = lock.lockIrqSave(by);
    Cancel found = Cancel.RUNNING;
    if (runningHard != timer && runningSoft != timer) {
      found = remove(by, timer) ? Cancel.DISARMED : Cancel.IDLE;
    }
    lock.unlockIrqRestore(by, flags);
    return found;
  }

  /**
   * In the timer interrupt: runs the functions of all hard timers that are due. Returns whether the
   * softirq is to be raised, since a soft one is.
   */
  boolean expire(long now) {
    lock.lock(cpu);
    for (HrTimer timer = takeDue(hard, now); timer != null; timer = takeDue(hard, now)) {
      runningHard = timer;
      lock.unlock(cpu);
      trace.cancel(cpu, timer);
      trace.expireEntry(cpu, timer, now);
      timer.function.accept(cpu); // without the lock: it wakes tasks
      trace.expireExit(cpu, timer);
      lock.lock(cpu);
      runningHard = null;
    }
    boolean due = !softRaised && !soft.isEmpty() && firstOf(soft) - now <= 0;
    softRaised |= due;
    lock.unlock(cpu);
    return due;
  }

  /** In the softirq: runs the functions of all soft timers that are due, with interrupts on. */
  void expireSoft(long now) {
    try {
      while (expireOneSoft(now)) {
        // the next one
      }
    } finally {
      lockIrq();
      softRaised = false; // from now on the next one counts for the deadline again
      lock.unlockIrqRestore(cpu, false);
    }
  }

  private boolean expireOneSoft(long now) {
    lockIrq();
    HrTimer timer = takeDue(soft, now);
    runningSoft = timer;
    if (timer != null) {
      trace.cancel(cpu, timer);
      trace.expireEntry(cpu, timer, now);
    }
    lock.unlockIrqRestore(cpu, false);
    if (timer == null) {
      return false;
    }
    try {
      timer.function.accept(cpu);
    } finally {
      lockIrq();
      trace.expireExit(cpu, timer);
      runningSoft = null;
      lock.unlockIrqRestore(cpu, false);
    }
    return true;
  }

  /** A softirq has interrupts on. */
  private void lockIrq() {
    cpu.irqSave();
    lock.lock(cpu);
  }

  /** The next one that is due, off its queue; under the lock, which is open while it reports. */
  private HrTimer takeDue(RbTree<HrTimer> queue, long now) {
    assert lock.isHeldHere() : this;
    while (true) {
      HrTimer timer = queue.first();
      if (timer == null || timer.slot.expires() - now > 0 && timer.problem() == null) {
        return null;
      }
      queue.remove(timer);
      String problem = timer.problem();
      if (problem == null) {
        timer.slot.setState(HrTimerSlot.EXPIRED);
        expirations++;
        return timer;
      }
      // Not thrown: whoever the interrupt came upon has nothing to do with it, and the others are
      // still to expire.
      lock.unlock(cpu);
      cpu.caught("the timer interrupt", new Oops(problem));
      lock.lock(cpu);
    }
  }

  /**
   * When the timer interrupt has something to do next; by the CPU itself, interrupts off. Soft
   * timers do not count while their softirq is on its way.
   */
  long next() {
    lock.lock(cpu);
    long next = firstOf(hard);
    if (!softRaised && firstOf(soft) - next < 0) {
      next = firstOf(soft);
    }
    lock.unlock(cpu);
    return next;
  }

  private static long firstOf(RbTree<HrTimer> queue) {
    HrTimer first = queue.first();
    if (first == null) {
      return Cpu.NEVER;
    }
    // Of a slot that is not the timer's own, the time it was queued for: then it is found.
    return first.problem() == null ? first.slot.expires() : first.key();
  }

  boolean isEmpty() {
    return hard.isEmpty() && soft.isEmpty();
  }

  boolean isLocked() {
    return lock.isLocked();
  }

  long expirations() {
    return expirations;
  }

  @Override
  public String toString() {
    return "timers of cpu " + cpu.id() + ", " + lock;
  }
}
