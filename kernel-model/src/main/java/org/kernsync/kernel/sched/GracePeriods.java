package org.kernsync.kernel.sched;

import java.util.function.Supplier;
import org.kernsync.kernel.cpu.Cpu;

/**
 * What the parts of the kernel that RCU itself is built on need of it: read sections, and a wait
 * for those of others.
 */
public interface GracePeriods {
  /**
   * {@code rcu_read_lock}.
   *
   * @param cpu the CPU that executes the caller
   */
  void readLock(Cpu cpu);

  /**
   * {@code rcu_read_unlock}. As {@link Cpu#preemptEnable}, the caller may go on elsewhere.
   *
   * @param cpu the CPU that executes the caller
   */
  void readUnlock(Cpu cpu);

  /**
   * Executes a read section, on a CPU of the model or on any other thread: a view from outside.
   *
   * @param <R> what it finds out
   * @param section must not sleep, nor hold on to what it has seen
   * @return what it returns
   */
  <R> R read(Supplier<R> section);

  /**
   * {@code synchronize_rcu}: returns after a grace period.
   *
   * @param self the current task
   */
  void synchronize(Task self);
}
