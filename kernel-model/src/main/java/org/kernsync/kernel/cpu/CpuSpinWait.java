package org.kernsync.kernel.cpu;

import org.kernsync.spin.SpinWait;

/**
 * How a spinlock waits inside the model: takes interrupts where they are enabled, then halts the
 * CPU. The task never leaves its CPU meanwhile, so its ticket is never behind something that only
 * this CPU could run.
 */
public final class CpuSpinWait implements SpinWait {
  /** The only instance: it keeps no state, the CPU is found from the waiting thread. */
  public static final CpuSpinWait INSTANCE = new CpuSpinWait();

  private static final int PAUSES = 16;
  private static final long NEAR_HALT_NANOS = 50_000;
  private static final long FAR_HALT_NANOS = 1_000_000;

  private CpuSpinWait() {}

  @Override
  public void pause(int step) {
    if (step < PAUSES) {
      Thread.onSpinWait();
      return;
    }
    Cpu cpu = owner();
    cpu.pollIfEnabled();
    cpu.haltInAtomic(this, NEAR_HALT_NANOS);
  }

  @Override
  public void park(Object blocker, long maxNanos) {
    Cpu cpu = owner();
    cpu.pollIfEnabled();
    cpu.haltInAtomic(blocker, Math.min(maxNanos, FAR_HALT_NANOS));
  }

  /**
   * {@code cpu_relax} in a loop that waits for another CPU, outside of a spinlock: one step of it.
   *
   * @param cpu the CPU that executes the caller
   * @param step how many steps came before
   */
  public static void relax(Cpu cpu, int step) {
    cpu.preemptDisable();
    INSTANCE.pause(step);
    cpu.afterHalts();
    cpu.preemptEnable();
  }

  private static Cpu owner() {
    Cpu cpu = CurrentCpu.get();
    if (cpu == null) {
      throw new IllegalStateException(
          "thread '"
              + Thread.currentThread().getName()
              + "' is no CPU of this model and cannot take its raw spinlocks: let a task do it");
    }
    return cpu;
  }
}
