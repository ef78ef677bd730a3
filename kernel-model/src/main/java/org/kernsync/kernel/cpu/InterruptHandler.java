package org.kernsync.kernel.cpu;

/**
 * A top half: runs on top of whatever the CPU was doing, with interrupts off and preemption
 * disabled.
 */
@FunctionalInterface
public interface InterruptHandler {
  /**
   * Serves one interrupt. Must not sleep, and must not throw.
   *
   * @param cpu the CPU that took it
   * @param nowNanos the CPU's clock at entry
   */
  void handle(Cpu cpu, long nowNanos);
}
