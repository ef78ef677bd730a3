package org.kernsync.kernel.cpu;

/** What the idle loop tells the tick: stop while there is nothing to run, start again after. */
public interface ClockEvents {
  /**
   * The CPU is about to idle: no tick is needed, only sleepers' timers.
   *
   * @param cpu the CPU, interrupts off
   */
  void enterIdle(Cpu cpu);

  /**
   * The CPU has work again.
   *
   * @param cpu the CPU, interrupts off
   * @param nowNanos its clock
   */
  void leaveIdle(Cpu cpu, long nowNanos);
}
