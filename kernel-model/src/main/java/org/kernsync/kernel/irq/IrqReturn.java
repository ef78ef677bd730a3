package org.kernsync.kernel.irq;

/** What a handler of a line says of its device: {@code irqreturn_t}. */
public enum IrqReturn {
  /** It was not this device. */
  NONE,
  /** It was, and it has been served. */
  HANDLED
}
