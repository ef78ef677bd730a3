package org.kernsync.kernel.lockdep;

/**
 * The states of interrupts that a class of locks was taken in. A class taken in an interrupt
 * handler must never be taken where that interrupt may come: its handler would wait for the code
 * that it interrupted.
 */
enum LockUsage {
  /** Taken with interrupts on. */
  HARDIRQ_ON("HARDIRQ-ON-W"),
  /** Taken in an interrupt handler. */
  IN_HARDIRQ("IN-HARDIRQ-W"),
  /** Taken where softirqs may run: with interrupts and softirqs on. */
  SOFTIRQ_ON("SOFTIRQ-ON-W"),
  /** Taken while serving a softirq. */
  IN_SOFTIRQ("IN-SOFTIRQ-W");

  private final String label;

  LockUsage(String label) {
    this.label = label;
  }

  /** What must not be seen of a class that this was seen of. */
  LockUsage opposite() {
    return switch (this) {
      case HARDIRQ_ON -> IN_HARDIRQ;
      case IN_HARDIRQ -> HARDIRQ_ON;
      case SOFTIRQ_ON -> IN_SOFTIRQ;
      case IN_SOFTIRQ -> SOFTIRQ_ON;
    };
  }

  /** Who would come between: {@code Interrupt} or {@code Softirq}. */
  String visitor() {
    return this == HARDIRQ_ON || this == IN_HARDIRQ ? "Interrupt" : "Softirq";
  }

  @Override
  public String toString() {
    return label;
  }
}
