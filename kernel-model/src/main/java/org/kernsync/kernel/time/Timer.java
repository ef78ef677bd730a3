package org.kernsync.kernel.time;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.mm.slot.SlotCache;

/**
 * {@code timer_list}: a function to be called some ticks from now, in the TIMER softirq. Cheap to
 * arm and to cancel, coarse when far away; for exact times there is {@link HrTimer}.
 *
 * <p>Its scalar fields live in a slot of the cache {@code timer_list}, which is looked at whenever
 * the timer is armed, disarmed or due, and given back by {@link #free} or when the kernel stops.
 *
 * <p>Embedded in whatever waits; armed, changed and cancelled through {@link Timers}.
 */
public final class Timer {
  final Consumer<Cpu> function;

  // ---- lock of the wheel it is on
  final ListHead<Timer> entry = new ListHead<>(this);
  final TimerSlot slot; // when it is due, where on the wheel it is

  /*
   * The wheel it is on or was on last; null while it is between two. Changed under the lock of the old wheel, to null, and of the
   * new one, from null; volatile since it is looked at before it is locked (label TW1): who holds base.lock and still finds the
   * timer's base there has the timer.
   */
  volatile WheelBase base;

  /**
   * {@code timer_setup}: makes a timer that is not armed.
   *
   * @param timers where it will be armed
   * @param function called in softirq context on the CPU where it was armed; must not sleep
   * @throws IllegalStateException where there is no memory
   */
  public Timer(Timers timers, Consumer<Cpu> function) {
    this(timers.cache(), timers.base(0), function);
    timers.embedded().add(slot);
  }

  /** On the stack of whoever waits, or of no kernel. */
  Timer(SlotCache cache, WheelBase base, Consumer<Cpu> function) {
    this.function = function;
    this.base = base;
    slot = new TimerSlot(cache);
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
