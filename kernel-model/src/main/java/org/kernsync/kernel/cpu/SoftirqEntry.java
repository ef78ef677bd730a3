package org.kernsync.kernel.cpu;

/** What a CPU knows of whoever serves its softirqs. */
public interface SoftirqEntry {
  /**
   * Serves what is pending, or leaves it to a thread. Interrupts are off on entry and must be off
   * on return; softirqs are enabled and none is being served.
   *
   * @param cpu the CPU that executes the caller
   */
  void doSoftirq(Cpu cpu);

  /**
   * A softirq was raised. Interrupts are off.
   *
   * @param cpu the CPU that executes the caller
   * @param vector which
   * @param wasPending whether it was pending before
   */
  void raised(Cpu cpu, Softirq vector, boolean wasPending);
}
