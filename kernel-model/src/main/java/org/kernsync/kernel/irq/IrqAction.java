package org.kernsync.kernel.irq;

/**
 * {@code irqaction}: one driver's handler on one line; what {@link IrqController#requestIrq} gives
 * and {@link IrqController#freeIrq} takes.
 *
 * @param irq the line
 * @param name the driver, as {@code /proc/interrupts} shows it
 * @param handler its top half
 * @param shared whether others may have the line too
 */
public record IrqAction(int irq, String name, IrqHandler handler, boolean shared) {
  @Override
  public boolean equals(Object other) {
    return this == other; // the same driver may ask twice
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
