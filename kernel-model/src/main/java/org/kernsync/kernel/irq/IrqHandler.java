package org.kernsync.kernel.irq;

import org.kernsync.kernel.cpu.Cpu;

/** The top half of a driver: with interrupts off, on whatever the CPU was doing. */
@FunctionalInterface
public interface IrqHandler {
  /**
   * Looks whether its device wants something, and serves it.
   *
   * @param cpu the CPU that executes the caller
   * @param irq the line
   * @return whether it was this device
   */
  IrqReturn handle(Cpu cpu, int irq);
}
