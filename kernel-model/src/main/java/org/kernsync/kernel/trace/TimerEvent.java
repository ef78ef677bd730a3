package org.kernsync.kernel.trace;

/** What happens to a timer: of the wheel, counted in ticks, or an exact one, in nanoseconds. */
public sealed interface TimerEvent extends TraceEvent {

  /**
   * A timer of the wheel is armed.
   *
   * @param timer which
   * @param function what it calls
   * @param expires the tick at which it is due
   * @param timeout how many ticks away that is
   * @param cpu whose wheel it is on
   */
  record Start(long timer, String function, long expires, long timeout, int cpu)
      implements TimerEvent {}

  /**
   * An exact timer is armed.
   *
   * @param timer which
   * @param function what it calls
   * @param expires when it is due, in nanoseconds since boot
   */
  record HrStart(long timer, String function, long expires) implements TimerEvent {}

  /**
   * The function of a timer is called.
   *
   * @param exact whether it is an exact one
   * @param timer which
   * @param function what it calls
   * @param now the tick, or nanoseconds since boot
   */
  record Expire(boolean exact, long timer, String function, long now) implements TimerEvent {}

  /**
   * The function of a timer has returned.
   *
   * @param exact whether it is an exact one
   * @param timer which
   */
  record Exit(boolean exact, long timer) implements TimerEvent {}

  /**
   * An armed timer is taken off its queue, to be disarmed or called.
   *
   * @param exact whether it is an exact one
   * @param timer which
   */
  record Cancel(boolean exact, long timer) implements TimerEvent {}
}
