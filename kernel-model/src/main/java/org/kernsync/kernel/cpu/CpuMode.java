package org.kernsync.kernel.cpu;

/** What a CPU is doing; the columns of {@code /proc/stat}. */
public enum CpuMode {
  /** Executing a user program. */
  USER,
  /** Executing the kernel: system calls, kernel threads, the scheduler. */
  SYSTEM,
  /** Running softirqs. */
  SOFTIRQ,
  /** Running interrupt handlers. */
  IRQ,
  /** Nothing to run. */
  IDLE
}
