package org.kernsync.kernel.cpu;

/** What a CPU is doing; the columns of {@code /proc/stat}. */
public enum CpuMode {
  /** Executing a user program. */
  USER,
  /** Executing the user program of a task whose nice value is above 0. */
  NICE,
  /** Executing the kernel: system calls, kernel threads, the scheduler. */
  SYSTEM,
  /** Running softirqs. */
  SOFTIRQ,
  /** Running interrupt handlers. */
  IRQ,
  /** Nothing to run. */
  IDLE;

  /**
   * Whether a user program executes.
   *
   * @return true for USER and NICE
   */
  public boolean isUser() {
    return this == USER || this == NICE;
  }
}
