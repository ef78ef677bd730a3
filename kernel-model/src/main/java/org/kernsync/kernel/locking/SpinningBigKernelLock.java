package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;

/**
 * The big kernel lock as a spinlock, as in Linux 2.0 to 2.6: its holder is not preempted.
 *
 * <p>Its waiter can be, unless it is in an atomic section of its own: it looks from time to time
 * whether the lock is free, with preemption enabled between the looks, and takes no place in a
 * line.
 */
public final class SpinningBigKernelLock extends BigKernelLock {
  final RawSpinLock spin = new RawSpinLock();

  /** Makes a free lock. */
  public SpinningBigKernelLock() {}

  @Override
  void acquire(Holder self) {
    Cpu cpu = self.cpu();
    if (cpu.inAtomic() || cpu.irqsDisabled()) {
      spin.lock(cpu);
    } else {
      for (int step = 0; !spin.tryLock(cpu); step++) {
        CpuSpinWait.relax(cpu, step); // a place to be preempted at
        cpu = self.cpu();
      }
    }
    cpu.setKernelLocked(true);
  }

  @Override
  void release(Holder self) {
    Cpu cpu = self.cpu();
    cpu.setKernelLocked(false);
    spin.unlock(cpu);
  }

  @Override
  public String toString() {
    return "big kernel lock over " + spin;
  }
}
