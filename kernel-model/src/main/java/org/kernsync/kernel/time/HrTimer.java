package org.kernsync.kernel.time;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.RbNode;

/**
 * A one-shot timer of nanosecond resolution, embedded in whatever waits for it. A hard one expires
 * in the timer interrupt, a soft one in the HRTIMER softirq behind it, with interrupts on: there
 * its function may take its time. Both are armed through {@link Timekeeping#startTimer}.
 */
public final class HrTimer extends RbNode {
  final Consumer<Cpu> function;
  private final boolean soft;

  // ---- lock of the base it is armed on
  volatile HrTimerBase
      base; // changed by who arms it, while it is not armed; volatile for who cancels it
  private volatile boolean
      expired; // written under the base's lock; volatile for the owner's lockless test

  /**
   * Makes a hard timer that is not armed.
   *
   * @param function called in interrupt context, on the CPU where the timer was armed; must not
   *     sleep
   */
  public HrTimer(Consumer<Cpu> function) {
    this(function, false);
  }

  private HrTimer(Consumer<Cpu> function, boolean soft) {
    this.function = function;
    this.soft = soft;
  }

  /**
   * {@code HRTIMER_MODE_SOFT}: makes a soft timer that is not armed.
   *
   * @param function called in softirq context, on the CPU where the timer was armed; must not sleep
   * @return the timer
   */
  public static HrTimer soft(Consumer<Cpu> function) {
    return new HrTimer(function, true);
  }

  boolean isSoft() {
    return soft;
  }

  /**
   * Whether it has expired since it was last armed.
   *
   * @return true once due and taken off the queue
   */
  public boolean hasExpired() {
    return expired;
  }

  void setExpired(boolean value) {
    expired = value;
  }
}
