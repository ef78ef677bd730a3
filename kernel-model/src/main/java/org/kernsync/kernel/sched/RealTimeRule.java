package org.kernsync.kernel.sched;

/** How fair tasks are kept from starving behind real-time ones. */
public enum RealTimeRule {
  /** Real-time tasks run 950 ms of each second at most, whoever else wants to run: Linux 5.4. */
  THROTTLE,
  /** Fair tasks that starve get 50 ms of each second: Linux 6.12. */
  FAIR_SERVER
}
