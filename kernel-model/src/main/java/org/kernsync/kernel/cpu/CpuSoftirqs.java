package org.kernsync.kernel.cpu;

/**
 * The softirqs of a CPU: which are pending, where they are disabled, and where they run.
 *
 * <p><b>Context.</b> The CPU's own contexts only.
 */
public abstract sealed class CpuSoftirqs extends CpuPreemption permits Cpu {
  private static final int LAST_SOFTIRQ_ROUNDS = 1_000;

  private SoftirqEntry softirqEntry;
  private int softirqPending;

  CpuSoftirqs(int id, Preemption preemption, Fault fault) {
    super(id, preemption, fault);
  }

  /**
   * Installs the softirqs. Before the CPU starts.
   *
   * @param entry called when they may run and some are pending
   */
  public void setSoftirqEntry(SoftirqEntry entry) {
    softirqEntry = entry;
  }

  // ---- pending
  // ----------------------------------------------------------------------------------------------------

  /**
   * The pending softirqs. Interrupts off, or only a hint.
   *
   * @return a bit for each vector
   */
  public int softirqPending() {
    return softirqPending;
  }

  /**
   * Takes the pending softirqs. Interrupts off.
   *
   * @return a bit for each vector; none is pending now
   */
  public int takeSoftirqs() {
    int taken = softirqPending;
    softirqPending = 0;
    return taken;
  }

  /**
   * {@code raise_softirq}: makes a softirq pending on this CPU. It runs on the way out of the
   * current interrupt or softirq, when softirqs are enabled again, or, raised from task context, in
   * {@code ksoftirqd}.
   *
   * @param vector which
   */
  public void raiseSoftirq(Softirq vector) {
    boolean flags = irqSave();
    raiseSoftirqIrqoff(vector);
    irqRestore(flags);
  }

  /**
   * {@code raise_softirq_irqoff}: the same with interrupts off.
   *
   * @param vector which
   */
  public void raiseSoftirqIrqoff(Softirq vector) {
    int before = softirqPending;
    softirqPending = before | vector.bit();
    softirqEntry.raised((Cpu) this, vector, (before & vector.bit()) != 0);
  }

  // ---- sections
  // ----------------------------------------------------------------------------------------------------

  /** {@code local_bh_disable}: no softirq runs on this CPU until the matching enable. */
  public void localBhDisable() {
    assert isHere() : this;
    enter(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
  }

  /**
   * {@code local_bh_enable}: on the last one, runs the softirqs that became pending meanwhile. Not
   * with interrupts off, nor in a handler: that is an oops.
   */
  public void localBhEnable() {
    if (irqsOff || count.inHardirq()) {
      oops("local_bh_enable with interrupts off or in an interrupt handler");
    }
    enter(PreemptCount.PREEMPT_OFFSET); // the CPU stays the same while the softirqs run
    leave(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
    if (softirqPending != 0 && !count.inInterrupt()) {
      runSoftirqs();
    }
    preemptEnable();
  }

  /** {@code _local_bh_enable}: ends a section in which softirqs stay pending for somebody else. */
  public void localBhEnableNoSoftirqs() {
    leave(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
  }

  /** Serves pending softirqs in the caller's context, with interrupts on before and after. */
  public void runSoftirqs() {
    irqsOff = true;
    if (softirqPending != 0 && !count.inInterrupt()) {
      CpuMode mode = clock.mode();
      softirqEntry.doSoftirq((Cpu) this);
      enterMode(mode);
    }
    irqRestore(false);
  }

  /** Before the CPU goes off, on its own thread: serves what nobody else will serve. */
  public void drainSoftirqs() {
    for (int rounds = 0; softirqPending != 0 && rounds < LAST_SOFTIRQ_ROUNDS; rounds++) {
      softirqEntry.doSoftirq((Cpu) this);
    }
  }

  @Override
  final void serveSoftirqsAtExit() {
    if (softirqPending != 0 && mayServeSoftirqs()) {
      softirqEntry.doSoftirq((Cpu) this);
    }
  }

  /** On interrupt exit: not where it came upon a softirq, or upon code that disabled them. */
  private boolean mayServeSoftirqs() {
    return !count.inInterrupt() || fault() == Fault.NESTED_SOFTIRQ;
  }
}
