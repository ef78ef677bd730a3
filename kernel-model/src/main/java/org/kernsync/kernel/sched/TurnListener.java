package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;

/**
 * Told when a task that is bound to one CPU goes to sleep there and when it runs again. Called on
 * the CPU's own thread, with interrupts off and no lock held; must not sleep.
 */
public interface TurnListener {
  /**
   * The task has left the CPU and its run queue.
   *
   * @param cpu the CPU
   */
  void sleeping(Cpu cpu);

  /**
   * The task is about to run, for the first time or again.
   *
   * @param cpu the CPU
   */
  void resuming(Cpu cpu);
}
