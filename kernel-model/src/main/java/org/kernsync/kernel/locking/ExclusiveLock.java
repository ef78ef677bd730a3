package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;

/**
 * A {@link SectionLock} that one context holds at a time, hence with guards: the section ends, and
 * the context is put back, where the block ends, by an exception too.
 *
 * <pre>{@code
 * try (var _ = lock.guardIrqSave(cpu)) {
 *   queue.add(item);
 * }
 * try (SectionGuard taken = lock.tryGuard(cpu)) {
 *   if (taken != null) {
 *     queue.add(item);
 *   }
 * }
 * }</pre>
 *
 * <p>A guard is a part of its lock, so none is allocated. Do not keep the CPU over the end of the
 * block.
 */
public abstract sealed class ExclusiveLock extends SectionLock
    permits RawSpinLock, SpinLock, ReadWriteLock.WriteSide, SeqLock.Side {
  private final SectionGuard guard = new SectionGuard(this);

  ExclusiveLock() {}

  /**
   * Whether some context holds the lock. On a machine with one CPU only a debugging kernel knows:
   * see {@link RawSpinLock}.
   *
   * @return true if held, possibly stale
   */
  public abstract boolean isLocked();

  /**
   * Whether the caller's context holds the lock: what {@code lockdep_assert_held} asks. Used in
   * assertions beside the fields that the lock guards.
   *
   * @return true if the calling thread took it and has not given it back; true also where nobody
   *     can tell
   */
  public abstract boolean isHeldHere();

  /**
   * Whether others wait behind the holder: {@code spin_is_contended}.
   *
   * @return true if contended, possibly stale
   */
  public abstract boolean isContended();

  // ---- guards
  // -----------------------------------------------------------------------------------------------------

  /**
   * {@link #lock}, given back by the guard.
   *
   * @param cpu the CPU that executes the caller
   * @return the guard
   */
  public final SectionGuard guard(Cpu cpu) {
    lock(cpu);
    return guard.opened(cpu, SectionGuard.PLAIN);
  }

  /**
   * {@link #tryLock}, given back by the guard.
   *
   * @param cpu the CPU that executes the caller
   * @return the guard; null if not taken
   */
  public final SectionGuard tryGuard(Cpu cpu) {
    return tryLock(cpu) ? guard.opened(cpu, SectionGuard.PLAIN) : null;
  }

  /**
   * {@link #lockIrq}, given back by the guard, which turns interrupts on.
   *
   * @param cpu the CPU that executes the caller
   * @return the guard
   */
  public final SectionGuard guardIrq(Cpu cpu) {
    lockIrq(cpu);
    return guard.opened(cpu, SectionGuard.IRQS_WERE_ON);
  }

  /**
   * {@link #lockIrqSave}, given back by the guard, which knows how interrupts were.
   *
   * @param cpu the CPU that executes the caller
   * @return the guard
   */
  public final SectionGuard guardIrqSave(Cpu cpu) {
    boolean flags = lockIrqSave(cpu);
    return guard.opened(cpu, SectionGuard.after(flags));
  }

  /**
   * {@code spin_trylock_irqsave}: {@link #guardIrqSave} if it needs no waiting.
   *
   * @param cpu the CPU that executes the caller
   * @return the guard; null if not taken, with interrupts as they were
   */
  public final SectionGuard tryGuardIrqSave(Cpu cpu) {
    boolean flags = cpu.irqSave();
    return tryLockIrq(cpu, flags) ? guard.opened(cpu, SectionGuard.after(flags)) : null;
  }

  /**
   * {@link #lockBh}, given back by the guard.
   *
   * @param cpu the CPU that executes the caller
   * @return the guard
   */
  public final SectionGuard guardBh(Cpu cpu) {
    lockBh(cpu);
    return guard.opened(cpu, SectionGuard.BH);
  }

  /**
   * {@link #tryLockBh}, given back by the guard.
   *
   * @param cpu the CPU that executes the caller
   * @return the guard; null if not taken
   */
  public final SectionGuard tryGuardBh(Cpu cpu) {
    return tryLockBh(cpu) ? guard.opened(cpu, SectionGuard.BH) : null;
  }
}
