package org.kernsync.kernel.cpu;

import net.openhft.affinity.Affinity;

/**
 * One CPU: a platform thread, usually pinned to a core, with the state that a real CPU keeps in
 * registers.
 *
 * <p><b>Interrupts</b> are delivered where the CPU polls one pending word: {@link #poll}, {@link
 * #irqRestore}, {@link #preemptEnable}, a spin-wait with interrupts on, and the idle loop. A
 * handler runs on top of whatever the CPU was doing. A loop that never polls cannot be interrupted.
 *
 * <p>Each room of it is a class of this chain: {@link CpuContext}, {@link CpuInterrupts}, {@link
 * CpuPreemption}, {@link CpuSoftirqs}; here stand how it starts, idles and runs tasks.
 *
 * <p><b>Context.</b> Everything here is called by the CPU's own contexts (its thread, or the task
 * it has mounted), but {@link #raise} and the plain queries, which any thread may call.
 */
public final class Cpu extends CpuSoftirqs {
  private final int core;
  private boolean uniprocessor; // this one and the next are written before the start
  private boolean spinlockDebugged;
  private ClockEvents clockEvents;

  /**
   * Makes a CPU that is not started yet.
   *
   * @param id its number, 0 to 63
   * @param core the host core to pin it to, or -1 to leave it to the host
   * @param preemption whether kernel mode is preempted
   * @param fault a fault to inject, {@link Fault#NONE} outside tests
   * @throws UnsupportedOperationException with one sentence where this JDK lacks what a CPU needs
   */
  public Cpu(int id, int core, Preemption preemption, Fault fault) {
    super(id, preemption, fault);
    this.core = core;
  }

  /**
   * Says that the machine has no other CPU: spinlocks take their form for one. Before the CPU
   * starts.
   *
   * @param debugged whether they watch for misuse
   */
  public void setUniprocessor(boolean debugged) {
    uniprocessor = true;
    spinlockDebugged = debugged;
  }

  /**
   * Installs the tick. Before the CPU starts.
   *
   * @param events told when the CPU idles
   */
  public void setClockEvents(ClockEvents events) {
    clockEvents = events;
  }

  /**
   * Brings the CPU up: starts its thread, pins it, and runs the body until it returns.
   *
   * @param body what the CPU executes, with interrupts off at first
   */
  public void start(Runnable body) {
    connectHandlers();
    CpuThread cpuThread = new CpuThread(this, () -> execute(body));
    thread = cpuThread;
    cpuThread.start();
  }

  private void execute(Runnable body) {
    if (core >= 0) {
      Affinity.setAffinity(core);
    }
    clock.start(Thread.currentThread());
    try {
      body.run();
    } finally {
      clock.stop();
    }
  }

  // ---- idling
  // ----------------------------------------------------------------------------------------------------

  /**
   * Idles until an interrupt is due. Called by the idle loop on the CPU's own thread with
   * interrupts off; returns with interrupts off after they have been taken.
   *
   * @param maxNanos the longest time to halt
   */
  public void idle(long maxNanos) {
    long now = clock.read();
    clockEvents.enterIdle(this);
    clock.enterIdle(now);
    long nanos = Math.min(maxNanos, timerDeadline - now);
    if (nanos > 0) {
      pending.halt(this, nanos, true);
    }
    now = System.nanoTime();
    clock.leaveIdle(now);
    clockEvents.leaveIdle(this, now);
    pollWithIrqsOn();
  }

  // ---- running tasks
  // ------------------------------------------------------------------------------------------------

  /**
   * Runs a task's continuation on this CPU until it leaves: interrupts are on while the task runs.
   *
   * @param continuation what mounts and runs the task
   * @return what the task left behind, which is a bug of the task unless null
   */
  public String run(Runnable continuation) {
    onTaskStack = true;
    irqsOff = false;
    continuation.run();
    boolean leftIrqsOff = irqsOff;
    irqsOff = true;
    onTaskStack = false;
    int leaked = count.value();
    if (leaked != 0) {
      count.reset(0);
      setKernelLocked(false);
    }
    return leaked != 0 || leftIrqsOff
        ? "preempt_count "
            + PreemptCount.describe(leaked)
            + ", irqs "
            + (leftIrqsOff ? "off" : "on")
        : null;
  }

  // ---- queries
  // ------------------------------------------------------------------------------------------------------

  /**
   * The host core it is pinned to.
   *
   * @return a core number, or -1
   */
  public int core() {
    return core;
  }

  /**
   * Whether the machine has no other CPU.
   *
   * @return true where a spinlock need not spin
   */
  public boolean isUniprocessor() {
    return uniprocessor;
  }

  /**
   * Whether the spinlocks of a machine with one CPU watch for misuse.
   *
   * @return false on several CPUs, where they always do
   */
  public boolean isSpinlockDebugged() {
    return spinlockDebugged;
  }

  /**
   * The thread that is this CPU.
   *
   * @return the thread, or null before the start
   */
  public Thread thread() {
    return thread;
  }

  @Override
  public String toString() {
    return "cpu "
        + id()
        + " ["
        + clock.mode()
        + (irqsOff ? ", irqs off" : "")
        + (needResched() ? ", need resched" : "")
        + ", preempt_count "
        + count
        + ", "
        + pending
        + "]";
  }
}
