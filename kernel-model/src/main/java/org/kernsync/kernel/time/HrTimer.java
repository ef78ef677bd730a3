package org.kernsync.kernel.time;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.RbNode;

/** A one-shot timer of nanosecond resolution, embedded in whatever waits for it. */
public final class HrTimer extends RbNode {
  final Consumer<Cpu> function;

  // ---- lock of the base it is armed on
  HrTimerBase base; // changed by the owner only, while the timer is not armed
  private volatile boolean
      expired; // written under the base's lock; volatile for the owner's lockless test

  /**
   * Makes a timer that is not armed.
   *
   * @param function called in interrupt context, on the CPU where the timer was armed; must not
   *     sleep
   */
  public HrTimer(Consumer<Cpu> function) {
    this.function = function;
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
