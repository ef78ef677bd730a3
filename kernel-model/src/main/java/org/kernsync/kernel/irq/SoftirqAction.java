package org.kernsync.kernel.irq;

import org.kernsync.kernel.cpu.Cpu;

/** What a softirq does: with interrupts on and softirqs disabled; it must not sleep. */
@FunctionalInterface
public interface SoftirqAction {
  /**
   * Serves everything that waits for this vector on this CPU. An action that takes long polls.
   *
   * @param cpu the CPU that executes the caller
   */
  void run(Cpu cpu);
}
