package org.kernsync.kernel.sched;

/** Scheduling policies of the fair class, with the kernel's numbers. */
public enum Policy {
  /** SCHED_OTHER. */
  NORMAL(0),
  /** SCHED_BATCH: does not preempt on wake-up. */
  BATCH(3),
  /** SCHED_IDLE: the smallest weight; anything else preempts it. */
  IDLE(5);

  private final int number;

  Policy(int number) {
    this.number = number;
  }

  /**
   * The number that {@code sched_setattr} takes.
   *
   * @return the kernel's number
   */
  public int number() {
    return number;
  }
}
