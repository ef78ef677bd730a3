package org.kernsync.kernel.trace;

/**
 * The tracepoints of the timer wheel and of exact timers on one CPU, written by that CPU as {@link
 * CpuTrace} says.
 *
 * <p>All methods take the time first, in nanoseconds since boot. A timer is told from another by a
 * number that it keeps, its function by the name of its class.
 */
public final class TimerPoints {
  private final TraceRing ring;

  TimerPoints(TraceRing ring) {
    this.ring = ring;
  }

  /**
   * {@code timer_start}: a timer is armed.
   *
   * @param nanos when
   * @param timer the timer
   * @param function what it calls
   * @param expires the tick at which it is due
   * @param timeout how many ticks away that is
   * @param cpu whose wheel it is on
   */
  public void start(long nanos, int timer, Class<?> function, long expires, long timeout, int cpu) {
    ring.append(
        TraceKind.TIMER_START, nanos, timer, function.getName(), cpu, 0, null, 0, expires, timeout);
  }

  /**
   * {@code timer_expire_entry}: its function is called.
   *
   * @param nanos when
   * @param timer the timer
   * @param function what it calls
   * @param now the tick
   */
  public void expireEntry(long nanos, int timer, Class<?> function, long now) {
    append(TraceKind.TIMER_EXPIRE, nanos, timer, function.getName(), now);
  }

  /**
   * {@code timer_expire_exit}: its function has returned.
   *
   * @param nanos when
   * @param timer the timer
   */
  public void expireExit(long nanos, int timer) {
    append(TraceKind.TIMER_EXIT, nanos, timer, null, 0);
  }

  /**
   * {@code timer_cancel}: an armed timer is taken off its wheel, to be disarmed or called.
   *
   * @param nanos when
   * @param timer the timer
   */
  public void cancel(long nanos, int timer) {
    append(TraceKind.TIMER_CANCEL, nanos, timer, null, 0);
  }

  /**
   * {@code hrtimer_start}: an exact timer is armed.
   *
   * @param nanos when
   * @param timer the timer
   * @param function what it calls
   * @param expires when it is due, in nanoseconds since boot
   */
  public void hrStart(long nanos, int timer, Class<?> function, long expires) {
    append(TraceKind.HRTIMER_START, nanos, timer, function.getName(), expires);
  }

  /**
   * {@code hrtimer_expire_entry}: its function is called.
   *
   * @param nanos when
   * @param timer the timer
   * @param function what it calls
   * @param now the clock that it was compared with, in nanoseconds since boot
   */
  public void hrExpireEntry(long nanos, int timer, Class<?> function, long now) {
    append(TraceKind.HRTIMER_EXPIRE, nanos, timer, function.getName(), now);
  }

  /**
   * {@code hrtimer_expire_exit}: its function has returned.
   *
   * @param nanos when
   * @param timer the timer
   */
  public void hrExpireExit(long nanos, int timer) {
    append(TraceKind.HRTIMER_EXIT, nanos, timer, null, 0);
  }

  /**
   * {@code hrtimer_cancel}: an armed timer is taken off its queue, to be disarmed or called.
   *
   * @param nanos when
   * @param timer the timer
   */
  public void hrCancel(long nanos, int timer) {
    append(TraceKind.HRTIMER_CANCEL, nanos, timer, null, 0);
  }

  private void append(TraceKind kind, long nanos, int timer, String function, long value) {
    ring.append(kind, nanos, timer, function, 0, 0, null, 0, value, 0);
  }
}
