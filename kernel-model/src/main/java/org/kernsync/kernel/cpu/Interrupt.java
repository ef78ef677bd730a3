package org.kernsync.kernel.cpu;

/** The interrupts a CPU can take, in the order in which it takes them when several are pending. */
public enum Interrupt {
  /** The local timer; never raised, due when the clock passes its deadline. */
  TIMER("timer"),
  /** A task was queued here that must be looked at: leave idle, or switch at the next chance. */
  RESCHEDULE("reschedule"),
  /** Tasks were pushed to this CPU's wake list by threads that are no CPU. */
  WAKE_LIST("wake-list"),
  /** This idle CPU is asked to balance load. */
  BALANCE("balance"),
  /** Other CPUs sent functions to execute. */
  CALL_FUNCTION("call-function"),
  /** The interrupt controller has lines for this CPU. */
  DEVICE("device");

  private final String label;

  Interrupt(String label) {
    this.label = label;
  }

  /**
   * The name shown in traces.
   *
   * @return a lower-case name
   */
  public String label() {
    return label;
  }

  int bit() {
    return 1 << ordinal();
  }
}
