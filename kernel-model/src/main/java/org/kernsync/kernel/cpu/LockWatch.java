package org.kernsync.kernel.cpu;

import java.util.List;

/**
 * Lock debugging, as CPUs and spinlocks see it: told of every lock before it is waited for and
 * after it is released. A CPU without one ({@link CpuContext#lockWatch} is null) pays for a look at
 * a field.
 *
 * <p><b>Context.</b> Any context of a CPU, with interrupts in whatever state the lock is taken in.
 */
public interface LockWatch {
  /**
   * A lock is about to be waited for.
   *
   * @param cpu the CPU that executes the caller
   * @param lock the lock
   * @param lockClass what it has in common with other locks, or null
   * @throws Oops where waiting for it may never end
   */
  void acquire(Cpu cpu, Object lock, Object lockClass);

  /**
   * A lock is about to be taken if it is free; where it is not, {@link #release} follows. Who does
   * not wait is not refused: what is wrong is reported.
   *
   * @param cpu the CPU that executes the caller
   * @param lock the lock
   * @param lockClass what it has in common with other locks, or null
   */
  void tryAcquire(Cpu cpu, Object lock, Object lockClass);

  /**
   * A lock was released, or not taken after all.
   *
   * @param cpu the CPU that executes the caller
   * @param lock the lock
   */
  void release(Cpu cpu, Object lock);

  /**
   * What to say of a CPU that broke a rule: the locks held on it, and where it is.
   *
   * @param cpu the CPU that executes the caller
   * @return a few lines
   */
  List<String> explain(Cpu cpu);

  /**
   * A rule was broken.
   *
   * @param report which, and why
   */
  void report(OopsReport report);
}
