package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.cpu.LockWatch;
import org.kernsync.spin.TicketSpinLock;

/**
 * {@code raw_spinlock_t}: the library's {@link TicketSpinLock} ({@code arch_spinlock_t}) with
 * preemption disabled while it is held or waited for.
 *
 * <p>Use it for what the CPU's own loop and interrupt entry need: run queues, timer queues, wake-up
 * state. What drivers and the rest of the kernel share has a {@link SpinLock}.
 *
 * <p><b>On a machine with one CPU</b> there is nobody to keep out but the CPU's own contexts, which
 * the disabled preemption, interrupts or softirqs do: the ticket lock is never touched. With {@code
 * KernelConfig.spinlockDebug}, on where assertions are, a word stands in its place, as under {@code
 * CONFIG_DEBUG_SPINLOCK}: it finds a second lock by the holder, which would go unnoticed, and an
 * unlock of a free lock. The CPU says which form it is: {@link Cpu#isUniprocessor}.
 *
 * <p><b>Progress.</b> FIFO. Waiters take interrupts where they are enabled, then halt their CPU,
 * keeping their ticket.
 *
 * <p><b>Memory effects.</b> As {@link TicketSpinLock}: an unlock happens-before every later lock.
 *
 * <p><b>Differences from Linux.</b> Locking twice and unlocking by a stranger throw, on several
 * CPUs always.
 */
public final class RawSpinLock extends ExclusiveLock {
  final TicketSpinLock arch = new TicketSpinLock(CpuSpinWait.INSTANCE);
  private boolean held; // on one CPU, where debugged; plain: by its contexts only, or a hint
  private final LockClass lockClass;

  /** Makes a free lock. Lock debugging knows nothing of its order. */
  public RawSpinLock() {
    this(null);
  }

  /**
   * Makes a free lock of a class.
   *
   * @param lockClass what lock debugging knows it by, or null
   */
  public RawSpinLock(LockClass lockClass) {
    this.lockClass = lockClass;
  }

  @Override
  void acquire(Cpu cpu) {
    LockWatch watch = cpu.lockWatch();
    if (watch != null) {
      watch.acquire(cpu, this, lockClass); // may throw: nothing has changed yet
    }
    if (cpu.isUniprocessor()) {
      acquireAlone(cpu);
    } else {
      arch.lock();
      cpu.afterHalts();
    }
  }

  @Override
  boolean tryAcquire(Cpu cpu) {
    LockWatch watch = cpu.lockWatch();
    if (watch != null) {
      watch.tryAcquire(cpu, this, lockClass);
    }
    boolean taken = cpu.isUniprocessor() ? tryAcquireAlone(cpu) : arch.tryLock();
    if (!taken && watch != null) {
      watch.release(cpu, this);
    }
    return taken;
  }

  @Override
  void release(Cpu cpu) {
    if (cpu.isUniprocessor()) {
      releaseAlone(cpu);
    } else {
      arch.unlock();
    }
    LockWatch watch = cpu.lockWatch();
    if (watch != null) {
      watch.release(cpu, this);
    }
  }

  // ---- on one CPU
  // -------------------------------------------------------------------------------------------------

  private void acquireAlone(Cpu cpu) {
    if (held) {
      cpu.oops("spinlock recursion: locked by its own CPU already");
    }
    held = cpu.isSpinlockDebugged();
  }

  private boolean tryAcquireAlone(Cpu cpu) {
    boolean free = !held;
    if (free) {
      held = cpu.isSpinlockDebugged();
    }
    return free;
  }

  private void releaseAlone(Cpu cpu) {
    if (!held && cpu.isSpinlockDebugged()) {
      throw new IllegalMonitorStateException("unlock on cpu " + cpu.id() + " of " + this);
    }
    held = false;
  }

  // ---- queries
  // ----------------------------------------------------------------------------------------------------

  @Override
  public boolean isLocked() {
    return held || arch.isLocked();
  }

  @Override
  public boolean isHeldHere() {
    if (held || arch.holder() == Thread.currentThread()) {
      return true;
    }
    Cpu here = CurrentCpu.get();
    return here != null && here.isUniprocessor() && !here.isSpinlockDebugged();
  }

  @Override
  public boolean isContended() {
    return arch.isContended();
  }

  @Override
  public String toString() {
    String name = lockClass == null ? "raw " : lockClass + ", raw ";
    return name + (held ? "[held by the only CPU]" : arch);
  }
}
