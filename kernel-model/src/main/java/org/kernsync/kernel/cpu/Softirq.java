package org.kernsync.kernel.cpu;

/** The softirq vectors, in the order in which pending ones are served. */
public enum Softirq {
  /** Tasklets of high priority. */
  HI,
  /** The timer wheel. */
  TIMER,
  /** Sending packets. */
  NET_TX,
  /** Receiving packets. */
  NET_RX,
  /** Block requests that have been completed. */
  BLOCK,
  /** Polled interrupts. */
  IRQ_POLL,
  /** Tasklets. */
  TASKLET,
  /** Balancing load. */
  SCHED,
  /** Timers of high resolution that need no interrupt context: soft exact timers. */
  HRTIMER,
  /** RCU callbacks. */
  RCU;

  /**
   * Its bit in the pending word.
   *
   * @return one bit
   */
  public int bit() {
    return 1 << ordinal();
  }
}
