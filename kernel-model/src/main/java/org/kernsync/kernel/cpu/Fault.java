package org.kernsync.kernel.cpu;

/**
 * A deliberate fault, for the tests that show what each rule is for: a model that boots with one
 * hangs or fails where the real one does not.
 */
public enum Fault {
  /** No fault: every real run. */
  NONE,

  /**
   * {@code preemptDisable} leaves the task unpinned, so that a waiter inside an atomic section can
   * be unmounted.
   */
  NO_PIN,

  /** Halting and interrupt exit do not give back the park permit that they may have eaten. */
  NO_SELF_UNPARK,

  /** Each submission enqueues the task, whether it is queued or running already or not. */
  EXECUTE_NOT_IDEMPOTENT,

  /**
   * A wake-up passes over a task that has announced its sleep but still is on its CPU, as if it
   * were awake.
   */
  WAKE_UP_MISSES_TASK_ON_CPU,

  /** Enabling interrupts does not look for those that became pending meanwhile. */
  NO_PENDING_RECHECK,

  /** Interrupt exit serves softirqs also where it interrupted one. */
  NESTED_SOFTIRQ,

  /** Grace periods of RCU do not wait for the CPU with the highest number. */
  GRACE_PERIOD_IGNORES_A_CPU,

  /** A tick that interrupted the kernel counts as quiescent for RCU, too. */
  TICK_IN_KERNEL_IS_QUIESCENT,

  /** A read section of RCU does not disable preemption. */
  READER_IS_PREEMPTED,

  /** Callbacks of RCU are called at once: what was removed is freed under its readers. */
  RCU_FREES_AT_ONCE
}
