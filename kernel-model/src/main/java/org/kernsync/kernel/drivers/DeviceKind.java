package org.kernsync.kernel.drivers;

import org.kernsync.kernel.cpu.Softirq;

/** The devices there are, and what their drivers leave for after the interrupt. */
public enum DeviceKind {
  /** A timer chip: its ticks are counted in a tasklet. */
  TIMER("timer", 8, Softirq.TASKLET, 500),
  /** A disk: finished requests, in the BLOCK softirq. */
  DISK("disk", 14, Softirq.BLOCK, 4_000),
  /** A network card: packets, in the NET_RX softirq. */
  NET("net", 11, Softirq.NET_RX, 1_500);

  private final String label;
  private final int irq;
  private final Softirq vector;
  private final long workNanos;

  DeviceKind(String label, int irq, Softirq vector, long workNanos) {
    this.label = label;
    this.irq = irq;
    this.vector = vector;
    this.workNanos = workNanos;
  }

  /**
   * The name on the command line and in {@code /proc/interrupts}.
   *
   * @return a lower-case name
   */
  public String label() {
    return label;
  }

  /**
   * Its line.
   *
   * @return a number of the interrupt controller
   */
  public int irq() {
    return irq;
  }

  Softirq vector() {
    return vector;
  }

  /** What one event costs in the bottom half. */
  long workNanos() {
    return workNanos;
  }
}
