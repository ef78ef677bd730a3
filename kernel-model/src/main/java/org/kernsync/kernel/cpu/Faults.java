package org.kernsync.kernel.cpu;

/**
 * Deliberate faults, for the tests that show what each rule is for: a model that boots with one of
 * them hangs or fails where the real one does not. All false in every real run.
 *
 * @param noPin {@code preemptDisable} leaves the task unpinned, so that a waiter inside an atomic
 *     section can be unmounted
 * @param noSelfUnpark halting and interrupt exit do not give back the park permit that they may
 *     have eaten
 * @param executeNotIdempotent each submission enqueues the task, whether it is queued or running
 *     already or not
 * @param rcu what is wrong with grace periods
 */
public record Faults(boolean noPin, boolean noSelfUnpark, boolean executeNotIdempotent, Rcu rcu) {
  /** No fault. */
  public static final Faults NONE = new Faults(false, false, false);

  /** Faults of the kernel's RCU. */
  public enum Rcu {
    /** No fault. */
    NONE,
    /** Grace periods do not wait for the CPU with the highest number. */
    IGNORES_A_CPU,
    /** A tick that interrupted the kernel counts as quiescent, too. */
    TICK_IN_KERNEL_IS_QUIESCENT,
    /** A read section does not disable preemption. */
    READER_IS_PREEMPTED
  }

  /**
   * Faults of the scheduler only.
   *
   * @param noPin as the component
   * @param noSelfUnpark as the component
   * @param executeNotIdempotent as the component
   */
  public Faults(boolean noPin, boolean noSelfUnpark, boolean executeNotIdempotent) {
    this(noPin, noSelfUnpark, executeNotIdempotent, Rcu.NONE);
  }

  /**
   * A fault of RCU only.
   *
   * @param fault which
   * @return faults
   */
  public static Faults of(Rcu fault) {
    return new Faults(false, false, false, fault);
  }
}
