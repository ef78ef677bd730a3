package org.kernsync.kernel.irq;

import org.kernsync.kernel.lib.RcuListHead;

/**
 * {@code irqaction}: one driver's handler on one line; what {@link IrqController#requestIrq} gives
 * and {@link IrqController#freeIrq} takes. The line's interrupts and views read it under RCU, so it
 * is given back a grace period after it was freed.
 */
public final class IrqAction {
  private final int irq;
  private final String name;
  private final IrqHandler handler;
  private final boolean shared;
  final RcuListHead<IrqAction> link = RcuListHead.node(this); // lock of the line to write

  IrqAction(int irq, String name, IrqHandler handler, boolean shared) {
    this.irq = irq;
    this.name = name;
    this.handler = handler;
    this.shared = shared;
  }

  /**
   * The line.
   *
   * @return its number
   */
  public int irq() {
    return irq;
  }

  /**
   * The driver, as {@code /proc/interrupts} shows it.
   *
   * @return its name
   */
  public String name() {
    return name;
  }

  IrqHandler handler() {
    return handler;
  }

  boolean isShared() {
    return shared;
  }

  @Override
  public String toString() {
    return name + " on irq " + irq;
  }
}
