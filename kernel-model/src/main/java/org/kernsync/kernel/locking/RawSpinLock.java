package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.spin.TicketSpinLock;

/**
 * {@code raw_spinlock_t}: the library's {@link TicketSpinLock} ({@code arch_spinlock_t}) with
 * preemption disabled while it is held or waited for.
 *
 * <p>Use it for what CPUs share and interrupt handlers touch: run queues, timer queues, wake-up
 * state. A lock that an interrupt handler also takes must be taken with {@link #lockIrqSave}
 * everywhere else.
 *
 * <p><b>Context.</b> Any context of a CPU of the model; not threads outside it. The holder must not
 * sleep: it is pinned.
 *
 * <p><b>Progress.</b> FIFO. Waiters take interrupts where they are enabled, then halt their CPU,
 * keeping their ticket.
 *
 * <p><b>Memory effects.</b> As {@link TicketSpinLock}: an unlock happens-before every later lock.
 */
public final class RawSpinLock {
  private final TicketSpinLock arch = new TicketSpinLock(CpuSpinWait.INSTANCE);

  /** Makes a free lock. */
  public RawSpinLock() {}

  /**
   * Takes the lock.
   *
   * @param cpu the CPU that executes the caller
   */
  public void lock(Cpu cpu) {
    cpu.preemptDisable();
    arch.lock();
    cpu.afterHalts();
  }

  /**
   * Takes the lock if it is free.
   *
   * @param cpu the CPU that executes the caller
   * @return true if taken
   */
  public boolean tryLock(Cpu cpu) {
    cpu.preemptDisable();
    if (arch.tryLock()) {
      return true;
    }
    cpu.preemptEnable();
    return false;
  }

  /**
   * Releases the lock.
   *
   * @param cpu the CPU that executes the caller
   */
  public void unlock(Cpu cpu) {
    arch.unlock();
    cpu.preemptEnable();
  }

  /**
   * Turns interrupts off and takes the lock.
   *
   * @param cpu the CPU that executes the caller
   * @return what to give to {@link #unlockIrqRestore}
   */
  public boolean lockIrqSave(Cpu cpu) {
    boolean flags = cpu.irqSave();
    lock(cpu);
    return flags;
  }

  /**
   * Releases the lock and puts interrupts back.
   *
   * @param cpu the CPU that executes the caller
   * @param flags what {@link #lockIrqSave} returned
   */
  public void unlockIrqRestore(Cpu cpu, boolean flags) {
    arch.unlock();
    cpu.preemptEnable();
    cpu.irqRestore(flags);
  }

  /**
   * Whether some CPU holds the lock.
   *
   * @return true if held, possibly stale
   */
  public boolean isLocked() {
    return arch.isLocked();
  }

  /**
   * Whether the caller's context holds the lock: what {@code lockdep_assert_held} asks. Used in
   * assertions beside the fields that the lock guards.
   *
   * @return true if the calling thread took it and has not released it
   */
  public boolean isHeldHere() {
    return arch.holder() == Thread.currentThread();
  }

  /**
   * Whether others wait behind the holder.
   *
   * @return true if contended, possibly stale
   */
  public boolean isContended() {
    return arch.isContended();
  }

  @Override
  public String toString() {
    return "raw " + arch;
  }
}
