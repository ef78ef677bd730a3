package org.kernsync.kernel.time;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.RbNode;
import org.kernsync.kernel.mm.slot.SlotCache;

/**
 * {@code hrtimer}: a one-shot timer of nanosecond resolution, embedded in whatever waits for it. A
 * hard one expires in the timer interrupt, a soft one in the HRTIMER softirq behind it, with
 * interrupts on: there its function may take its time. Both are armed through {@link
 * Timekeeping#startTimer}.
 *
 * <p>Its scalar fields live in a slot of the cache {@code hrtimer}, which is looked at whenever the
 * timer is armed, disarmed or due, and given back by {@link #free} or when the kernel stops. The
 * timer of a sleep is on the stack of who sleeps.
 */
public final class HrTimer extends RbNode {
  final Consumer<Cpu> function;
  private final boolean soft;

  // ---- lock of the base it is armed on
  final HrTimerSlot slot; // when it is due, whether it is on a queue
  volatile HrTimerBase
      base; // changed by who arms it, while it is not armed; volatile for who cancels it

  /**
   * {@code hrtimer_init}: makes a hard timer that is not armed.
   *
   * @param time where it will be armed
   * @param function called in interrupt context, on the CPU where the timer was armed; must not
   *     sleep
   * @throws IllegalStateException where there is no memory
   */
  public HrTimer(Timekeeping time, Consumer<Cpu> function) {
    this(time.timerCache(), function, false);
    time.embedded().add(slot);
  }

  /** On the stack of whoever waits, or of no kernel. */
  HrTimer(SlotCache cache, Consumer<Cpu> function, boolean soft) {
    this.function = function;
    this.soft = soft;
    slot = new HrTimerSlot(cache);
  }

  /**
   * {@code HRTIMER_MODE_SOFT}: makes a soft timer that is not armed.
   *
   * @param time where it will be armed
   * @param function called in softirq context, on the CPU where the timer was armed; must not sleep
   * @return the timer
   * @throws IllegalStateException where there is no memory
   */
  public static HrTimer soft(Timekeeping time, Consumer<Cpu> function) {
    HrTimer timer = new HrTimer(time.timerCache(), function, true);
    time.embedded().add(timer.slot);
    return timer;
  }

  boolean isSoft() {
    return soft;
  }

  /**
   * When it is due, or was due last.
   *
   * @return a {@link System#nanoTime}
   */
  public long expires() {
    return slot.expires();
  }

  /**
   * Whether it has expired since it was last armed.
   *
   * @return true once due and taken off the queue
   */
  public boolean hasExpired() {
    return slot.stateSeen() == HrTimerSlot.EXPIRED;
  }

  /**
   * {@code hrtimer_is_queued}.
   *
   * @return whether it is armed, possibly stale
   */
  public boolean isArmed() {
    return slot.stateSeen() == HrTimerSlot.ENQUEUED; // racy: for who serializes its own calls
  }

  /** Null where the slot is the timer's own; else what is wrong, in a sentence. */
  String problem() {
    String problem = slot.problem();
    return problem == null ? null : slot + " of " + function.getClass().getName() + " " + problem;
  }

  /**
   * Gives the timer back before the kernel stops. It is not armed, its function does not run, and
   * nobody arms it again.
   *
   * @throws IllegalStateException where that was done before
   */
  public void free() {
    slot.free();
  }
}
