package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;

/**
 * {@code spinlock_t}: the spinlock of drivers, protocols and everything else that is not the
 * machinery of the CPU itself; here a {@link RawSpinLock} under another name.
 *
 * <p>The two names say what a kernel with {@code CONFIG_PREEMPT_RT} makes of them: there a {@code
 * spinlock_t} sleeps, and a {@code raw_spinlock_t} still spins. So code under a {@code SpinLock}
 * may take any spinlock, and code under a {@code RawSpinLock} only raw ones.
 *
 * <pre>{@code
 * private final SpinLock lock = new SpinLock();
 *
 * void enqueue(Cpu cpu, Packet packet) { // a softirq takes them off
 *   lock.lockBh(cpu);
 *   packets.add(packet);
 *   lock.unlockBh(cpu);
 * }
 * }</pre>
 *
 * <p><b>Context, progress, memory effects, one CPU.</b> As {@link RawSpinLock}.
 *
 * <p><b>Differences from Linux.</b> There is no kernel with {@code CONFIG_PREEMPT_RT} here.
 */
public final class SpinLock extends ExclusiveLock {
  final RawSpinLock raw;

  /** Makes a free lock. Lock debugging knows nothing of its order. */
  public SpinLock() {
    this(null);
  }

  /**
   * Makes a free lock of a class.
   *
   * @param lockClass what lock debugging knows it by, or null
   */
  public SpinLock(LockClass lockClass) {
    raw = new RawSpinLock(lockClass);
  }

  @Override
  void acquire(Cpu cpu) {
    raw.acquire(cpu);
  }

  @Override
  boolean tryAcquire(Cpu cpu) {
    return raw.tryAcquire(cpu);
  }

  @Override
  void release(Cpu cpu) {
    raw.release(cpu);
  }

  @Override
  public boolean isLocked() {
    return raw.isLocked();
  }

  @Override
  public boolean isHeldHere() {
    return raw.isHeldHere();
  }

  @Override
  public boolean isContended() {
    return raw.isContended();
  }

  @Override
  public String toString() {
    return "spinlock over " + raw;
  }
}
