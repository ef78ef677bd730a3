package org.kernsync.kernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where the task on a CPU stays, and where it gives way: atomic sections, and whether another task
 * is due.
 *
 * <p><b>Context.</b> The CPU's own contexts only, but {@link #setNeedResched}, which any thread may
 * call.
 */
public abstract sealed class CpuPreemption extends CpuInterrupts permits CpuSoftirqs {
  private final Preemption preemption;
  private volatile boolean needResched; // any thread: volatile; the CPU: opaque

  CpuPreemption(int id, Preemption preemption, Fault fault) {
    super(id, fault);
    this.preemption = preemption;
  }

  /**
   * Enters an atomic section: the task stays on this CPU and does not sleep until the matching
   * enable.
   */
  public void preemptDisable() {
    assert isHere() : this;
    enter(PreemptCount.PREEMPT_OFFSET);
  }

  /**
   * Leaves an atomic section; on the last one, takes what is pending where interrupts are enabled,
   * and with {@link Preemption#FULL} gives way to a task that deserves the CPU more: then the
   * caller may go on elsewhere and has to look its CPU up again.
   */
  public void preemptEnable() {
    if (leave(PreemptCount.PREEMPT_OFFSET) && onTaskStack && !irqsOff) {
      if (pending.isAny()) {
        poll();
      } else {
        preemptIfDue();
      }
    }
  }

  /** {@code preempt_enable_no_resched}: neither polls nor gives way. */
  public void preemptEnableNoResched() {
    leave(PreemptCount.PREEMPT_OFFSET);
  }

  /**
   * Kernel preemption. The last act of whoever calls: this may not be the caller's CPU after it.
   * The task stays queued whatever state it announced, as under {@code PREEMPT_ACTIVE}.
   */
  @Override
  final void preemptIfDue() {
    if (preemption == Preemption.FULL
        && count.value() == 0
        && onTaskStack
        && !irqsOff
        && needResched()
        && !clock.mode().isUser()) {
      Thread.yield();
    }
  }

  /**
   * Asks the CPU to choose again at its next chance. Set by the scheduler under the run-queue lock.
   */
  public void setNeedResched() {
    needResched = true; // volatile: a hint; the choice itself is made under the run-queue lock
  }

  /** The choice has been made. */
  public void clearNeedResched() {
    NEED_RESCHED.setOpaque(this, false); // opaque: under the run-queue lock
  }

  /**
   * Whether the CPU should choose again.
   *
   * @return true if so
   */
  public boolean needResched() {
    return (boolean) NEED_RESCHED.getOpaque(this); // opaque: a late look costs one poll interval
  }

  private static final VarHandle NEED_RESCHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEED_RESCHED = lookup.findVarHandle(CpuPreemption.class, "needResched", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
