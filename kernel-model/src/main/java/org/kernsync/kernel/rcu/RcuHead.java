package org.kernsync.kernel.rcu;

/**
 * {@code rcu_head}: a callback embedded in what it is about. Not queued again before it was called.
 */
public abstract class RcuHead {
  RcuHead next; // the CPU that queued it, interrupts off
  boolean queued; // the same

  /** Makes a callback that is not queued. */
  protected RcuHead() {}

  /** Called after a grace period, in the RCU softirq of the CPU that queued it; must not sleep. */
  protected abstract void reclaim();
}
