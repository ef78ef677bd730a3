package org.kernsync.kernel.sched;

/** Scheduling policies, with the kernel's numbers. */
public enum Policy {
  /** SCHED_OTHER. */
  NORMAL(0),
  /** SCHED_FIFO: real-time, until it sleeps or yields. */
  FIFO(1),
  /** SCHED_RR: real-time, in turns. */
  RR(2),
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

  /**
   * Whether the real-time class runs it, by a priority of 1 to 99, and not the fair class, by a
   * nice value.
   *
   * @return true for FIFO and RR
   */
  public boolean isRealTime() {
    return this == FIFO || this == RR;
  }
}
