package org.kernsync.kernel.time;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.RbTree;
import org.kernsync.kernel.locking.RawSpinLock;

/** The timers armed on one CPU, by expiry. */
final class HrTimerBase {
  final Cpu cpu;
  private final RawSpinLock lock = new RawSpinLock();
  private final RbTree<HrTimer> queue = new RbTree<>(); // under lock
  private long expirations; // under lock

  HrTimerBase(Cpu cpu) {
    this.cpu = cpu;
  }

  /** Arms a timer; by the CPU itself, interrupts off. */
  void arm(HrTimer timer, long expiresNanos) {
    timer.base = this;
    lock.lock(cpu);
    timer.setExpired(false);
    queue.insert(timer, expiresNanos);
    lock.unlock(cpu);
  }

  /**
   * Takes a timer off the queue if it is on it; from any CPU. Its function may still be running.
   */
  boolean cancel(Cpu by, HrTimer timer) {
    boolean flags = lock.lockIrqSave(by);
    boolean armed = timer.isLinked();
    if (armed) {
      queue.remove(timer);
    }
    lock.unlockIrqRestore(by, flags);
    return armed;
  }

  /** In the timer interrupt: runs the functions of all timers that are due. */
  void expire(long now) {
    while (true) {
      lock.lock(cpu);
      HrTimer timer = queue.first();
      if (timer == null || timer.key() - now > 0) {
        lock.unlock(cpu);
        return;
      }
      queue.remove(timer);
      timer.setExpired(true);
      expirations++;
      lock.unlock(cpu);
      timer.function.accept(cpu); // without the lock: it wakes tasks
    }
  }

  /** When the first timer is due; by the CPU itself, interrupts off. */
  long next() {
    lock.lock(cpu);
    HrTimer first = queue.first();
    long next = first == null ? Cpu.NEVER : first.key();
    lock.unlock(cpu);
    return next;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  boolean isLocked() {
    return lock.isLocked();
  }

  long expirations() {
    return expirations;
  }
}
