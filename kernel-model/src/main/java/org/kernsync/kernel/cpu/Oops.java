package org.kernsync.kernel.cpu;

/**
 * The kernel broke one of its own rules: asleep in atomic context, a section left open, interrupts
 * enabled where they must be off. The message names task, CPU and counters; the stack is the
 * exception's own. The model ends with exit code 3.
 */
public final class Oops extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes a broken rule.
   *
   * @param message one sentence with task, CPU and counters
   */
  public Oops(String message) {
    super(message);
  }
}
