package org.kernsync.kernel.report;

/**
 * What one CPU did.
 *
 * @param cpu its number
 * @param core the core of the host that it is pinned to, -1 if it is not
 * @param userNanos time in user mode
 * @param systemNanos time in system calls and kernel threads
 * @param softirqNanos time in softirqs
 * @param irqNanos time in interrupt handlers
 * @param idleNanos time idle
 * @param stealNanos time that the host gave to something else
 * @param switches switches from one task to another
 * @param ticks timer ticks taken
 * @param maxPollGapNanos longest stretch without a poll for interrupts
 */
public record CpuReport(
    int cpu,
    int core,
    long userNanos,
    long systemNanos,
    long softirqNanos,
    long irqNanos,
    long idleNanos,
    long stealNanos,
    long switches,
    long ticks,
    long maxPollGapNanos) {

  /**
   * Time at work.
   *
   * @return user, system, softirq and irq together
   */
  public long busyNanos() {
    return userNanos + systemNanos + softirqNanos + irqNanos;
  }
}
