package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;

/**
 * A lock around an atomic section, with the four ways to take it that Linux has: alone, with
 * interrupts off, with interrupts off and their state kept, with softirqs off.
 *
 * <table>
 * <caption>Which way keeps whom out, beside other CPUs</caption>
 * <tr><th>taken with</th><th>given back with</th><th>where who else takes the lock is</th></tr>
 * <tr><td>{@link #lock}</td><td>{@link #unlock}</td><td>a task, or the caller's own kind of
 *     context</td></tr>
 * <tr><td>{@link #lockBh}</td><td>{@link #unlockBh}</td><td>a softirq</td></tr>
 * <tr><td>{@link #lockIrq}</td><td>{@link #unlockIrq}</td><td>an interrupt handler, and interrupts
 *     are known to be on</td></tr>
 * <tr><td>{@link #lockIrqSave}</td><td>{@link #unlockIrqRestore}</td><td>an interrupt handler</td>
 *     </tr>
 * </table>
 *
 * <p><b>Context.</b> The contexts of the CPU that is passed, and no thread outside of the model.
 * The holder must not sleep: it is pinned. Preemption is disabled while the lock is held or waited
 * for.
 *
 * <p><b>Progress.</b> Waiters take interrupts where those are enabled, then halt their CPU.
 *
 * <p><b>Memory effects.</b> Giving it back happens-before every later taking by another.
 *
 * <p><b>Differences from Linux.</b> The CPU is an argument, since to look it up costs more than the
 * lock. After the lock was given back that CPU may not be the caller's any more: with full
 * preemption the task may go on elsewhere. If taking fails, by an exception, the context is as it
 * was.
 */
public abstract sealed class SectionLock permits ExclusiveLock, ReadWriteLock.ReadSide {
  /*
   * Order, as in Linux: first the CPU's own state, then the lock; and back: lock, interrupts, preemption. So what became
   * pending while the lock was held, interrupts and the wish to reschedule, is taken care of at once, and never with the lock
   * held.
   */

  SectionLock() {}

  /** Takes the lock; preemption is disabled. */
  abstract void acquire(Cpu cpu);

  /** Takes the lock if that needs no waiting; preemption is disabled. */
  abstract boolean tryAcquire(Cpu cpu);

  /** Gives the lock back; throws, having changed nothing, where the caller does not hold it. */
  abstract void release(Cpu cpu);

  /**
   * Takes the lock.
   *
   * @param cpu the CPU that executes the caller
   */
  public final void lock(Cpu cpu) {
    take(cpu, cpu.irqsDisabled());
  }

  private void take(Cpu cpu, boolean irqsWereOff) {
    cpu.preemptDisable();
    try {
      acquire(cpu);
    } catch (RuntimeException | Error refused) {
      cpu.preemptEnableNoResched();
      cpu.irqRestoreWithoutPoll(irqsWereOff);
      throw refused;
    }
  }

  /**
   * Takes the lock if that needs no waiting.
   *
   * @param cpu the CPU that executes the caller
   * @return true if taken; else the context is as it was
   */
  public final boolean tryLock(Cpu cpu) {
    cpu.preemptDisable();
    if (tryAcquire(cpu)) {
      return true;
    }
    cpu.preemptEnable();
    return false;
  }

  /**
   * Gives the lock back.
   *
   * @param cpu the CPU that executes the caller
   * @throws IllegalMonitorStateException if the caller does not hold it; nothing has changed then
   */
  public final void unlock(Cpu cpu) {
    release(cpu);
    cpu.preemptEnable();
  }

  // ---- interrupts off
  // ---------------------------------------------------------------------------------------------

  /**
   * Turns interrupts off, which are on, and takes the lock.
   *
   * @param cpu the CPU that executes the caller
   */
  public final void lockIrq(Cpu cpu) {
    take(cpu, cpu.irqSave());
  }

  /**
   * The same if it needs no waiting.
   *
   * @param cpu the CPU that executes the caller
   * @return true if taken; else interrupts are on
   */
  public final boolean tryLockIrq(Cpu cpu) {
    return tryLockIrq(cpu, cpu.irqSave());
  }

  final boolean tryLockIrq(Cpu cpu, boolean flags) {
    cpu.preemptDisable();
    if (tryAcquire(cpu)) {
      return true;
    }
    cpu.irqRestore(flags);
    cpu.preemptEnable();
    return false;
  }

  /**
   * Gives the lock back and turns interrupts on, whatever they were before.
   *
   * @param cpu the CPU that executes the caller
   * @throws IllegalMonitorStateException if the caller does not hold it; nothing has changed then
   */
  public final void unlockIrq(Cpu cpu) {
    unlockIrqRestore(cpu, false);
  }

  /**
   * Turns interrupts off and takes the lock.
   *
   * @param cpu the CPU that executes the caller
   * @return what to give to {@link #unlockIrqRestore}
   */
  public final boolean lockIrqSave(Cpu cpu) {
    boolean flags = cpu.irqSave();
    take(cpu, flags);
    return flags;
  }

  /**
   * Gives the lock back and puts interrupts back.
   *
   * @param cpu the CPU that executes the caller
   * @param flags what {@link #lockIrqSave} returned
   * @throws IllegalMonitorStateException if the caller does not hold it; nothing has changed then
   */
  public final void unlockIrqRestore(Cpu cpu, boolean flags) {
    release(cpu);
    cpu.irqRestore(flags);
    cpu.preemptEnable();
  }

  // ---- softirqs off
  // -----------------------------------------------------------------------------------------------

  /**
   * Turns softirqs off and takes the lock.
   *
   * @param cpu the CPU that executes the caller
   */
  public final void lockBh(Cpu cpu) {
    cpu.localBhDisable();
    try {
      take(cpu, cpu.irqsDisabled());
    } catch (RuntimeException | Error refused) {
      cpu.localBhEnableNoSoftirqs();
      throw refused;
    }
  }

  /**
   * The same if it needs no waiting.
   *
   * @param cpu the CPU that executes the caller, with interrupts on
   * @return true if taken; else the context is as it was, and what became pending has run
   */
  public final boolean tryLockBh(Cpu cpu) {
    cpu.localBhDisable();
    cpu.preemptDisable();
    if (tryAcquire(cpu)) {
      return true;
    }
    cpu.preemptEnableNoResched();
    cpu.localBhEnable();
    return false;
  }

  /**
   * Gives the lock back and turns softirqs on: those that became pending meanwhile run now.
   *
   * @param cpu the CPU that executes the caller, with interrupts on: with interrupts off, or in a
   *     handler, it is an oops
   * @throws IllegalMonitorStateException if the caller does not hold it; nothing has changed then
   */
  public final void unlockBh(Cpu cpu) {
    release(cpu);
    cpu.preemptEnableNoResched();
    cpu.localBhEnable();
  }
}
