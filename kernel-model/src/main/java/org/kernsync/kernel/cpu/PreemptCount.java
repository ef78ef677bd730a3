package org.kernsync.kernel.cpu;

/**
 * {@code preempt_count}: why a CPU must not switch now, in the bit layout of Linux.
 *
 * <pre>
 * bits  0 -  7   preempt_disable, spinlocks: depth
 * bits  8 - 15   softirqs: bit 8 while one is served, each local_bh_disable adds 2
 * bits 16 - 19   interrupt handlers: depth
 * bits 20 - 23   NMI, never set here
 * </pre>
 *
 * <p>Zero means task context that may switch and sleep. Need-resched is kept beside it ({@link
 * Cpu#needResched}), since other CPUs set it.
 *
 * <p><b>Context.</b> Only the CPU's own contexts; each section is left by whoever entered it.
 *
 * <p><b>Differences from Linux.</b> The count is kept whatever {@code --preempt} says, as with
 * {@code CONFIG_PREEMPT_COUNT}; a count that would leave its field throws.
 */
public final class PreemptCount {
  /** One {@code preempt_disable}. */
  public static final int PREEMPT_OFFSET = 1;

  /** A softirq is being served. */
  public static final int SOFTIRQ_OFFSET = 1 << 8;

  /** One {@code local_bh_disable}. */
  public static final int SOFTIRQ_DISABLE_OFFSET = 2 * SOFTIRQ_OFFSET;

  /** One interrupt handler. */
  public static final int HARDIRQ_OFFSET = 1 << 16;

  /** The field of {@link #PREEMPT_OFFSET}. */
  public static final int PREEMPT_MASK = 0xff;

  /** The field of {@link #SOFTIRQ_OFFSET}. */
  public static final int SOFTIRQ_MASK = 0xff << 8;

  /** The field of {@link #HARDIRQ_OFFSET}. */
  public static final int HARDIRQ_MASK = 0xf << 16;

  /** The field of non-maskable interrupts. */
  public static final int NMI_MASK = 0xf << 20;

  private static final int INTERRUPT_MASK = SOFTIRQ_MASK | HARDIRQ_MASK | NMI_MASK;

  private int count; // plain: one thread at a time executes a CPU, mounting hands it over

  /** Starts at zero. */
  PreemptCount() {}

  /** Enters a section; returns whether it is the first. */
  boolean enter(int offset) {
    int before = count;
    int field = fieldOf(offset);
    int after = before + offset;
    if (((before ^ after) & ~field) != 0) {
      throw new IllegalStateException("preempt_count overflows: " + describe(before));
    }
    count = after;
    return before == 0;
  }

  /** Leaves a section; returns whether it was the last. */
  boolean leave(int offset) {
    int before = count;
    if ((before & fieldOf(offset)) < offset) {
      throw new IllegalStateException(
          "left a section that was not entered: preempt_count " + describe(before));
    }
    count = before - offset;
    return count == 0;
  }

  private static int fieldOf(int offset) {
    if (offset >= HARDIRQ_OFFSET) {
      return HARDIRQ_MASK;
    }
    return offset >= SOFTIRQ_OFFSET ? SOFTIRQ_MASK : PREEMPT_MASK;
  }

  /** Puts an earlier value back, where a section was left by an exception or a bug. */
  void reset(int value) {
    count = value;
  }

  /**
   * The whole word.
   *
   * @return zero or more
   */
  public int value() {
    return count;
  }

  /** In an interrupt handler. */
  boolean inHardirq() {
    return (count & HARDIRQ_MASK) != 0;
  }

  /** Serving a softirq, or with softirqs disabled. */
  boolean inSoftirq() {
    return (count & SOFTIRQ_MASK) != 0;
  }

  /** Serving a softirq. */
  boolean inServingSoftirq() {
    return (count & SOFTIRQ_OFFSET) != 0;
  }

  /** Where a softirq must not be started: in a handler, in a softirq, or with softirqs disabled. */
  boolean inInterrupt() {
    return (count & INTERRUPT_MASK) != 0;
  }

  /**
   * Spells a value out.
   *
   * @param value a count
   * @return such as {@code 0x00010002 (hardirq 1, softirq 0, preempt 2)}
   */
  public static String describe(int value) {
    return String.format(
        "0x%08x (hardirq %d, softirq %d%s, preempt %d)",
        value,
        (value & HARDIRQ_MASK) >> 16,
        (value & SOFTIRQ_MASK) >> 9,
        (value & SOFTIRQ_OFFSET) != 0 ? " and serving" : "",
        value & PREEMPT_MASK);
  }

  @Override
  public String toString() {
    return describe(count);
  }
}
