package org.kernsync.kernel.cpu;

/** When kernel mode gives the CPU to a task that deserves it more: {@code --preempt}. */
public enum Preemption {
  /** Only where it sleeps, yields, asks, or returns to user mode: a server's kernel. */
  NONE("none"),
  /**
   * Also when the last atomic section ends and when an interrupt returns: {@code CONFIG_PREEMPT}.
   */
  FULL("full");

  private final String label;

  Preemption(String label) {
    this.label = label;
  }

  /**
   * The name on the command line.
   *
   * @return a lower-case name
   */
  public String label() {
    return label;
  }
}
