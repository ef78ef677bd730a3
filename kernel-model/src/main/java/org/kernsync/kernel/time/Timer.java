package org.kernsync.kernel.time;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.ListHead;

/**
 * {@code timer_list}: a function to be called some ticks from now, in the TIMER softirq. Cheap to
 * arm and to cancel, coarse when far away; for exact times there is {@link HrTimer}.
 *
 * <p>Embedded in whatever waits; armed, changed and cancelled through {@link Timers}.
 */
public final class Timer {
  final Consumer<Cpu> function;

  // ---- lock of the wheel it is on
  final ListHead<Timer> entry = new ListHead<>(this);
  long expires; // ticks
  int bucket = -1; // on no wheel

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
   */
  public Timer(Timers timers, Consumer<Cpu> function) {
    this(timers.base(0), function);
  }

  Timer(WheelBase base, Consumer<Cpu> function) {
    this.function = function;
    this.base = base;
  }
}
