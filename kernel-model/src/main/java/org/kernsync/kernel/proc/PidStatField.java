package org.kernsync.kernel.proc;

/**
 * The fields of {@code /proc/PID/stat} behind pid, name and state, in their order: 4 to 52 of the
 * manual page proc(5).
 */
public enum PidStatField {
  /** Number of the parent. */
  PPID(true),
  /** Process group. */
  PGRP(true),
  /** Session. */
  SESSION(true),
  /** Terminal. */
  TTY_NR(true),
  /** Process group in front at the terminal. */
  TPGID(true),
  /** Bits such as "kernel thread". */
  FLAGS,
  /** Page faults without I/O. */
  MINFLT,
  /** Those of collected children. */
  CMINFLT,
  /** Page faults with I/O. */
  MAJFLT,
  /** Those of collected children. */
  CMAJFLT,
  /** Time in user mode, in hundredths of a second. */
  UTIME,
  /** Time in kernel mode, in hundredths of a second. */
  STIME,
  /** User time of collected children. */
  CUTIME(true),
  /** Kernel time of collected children. */
  CSTIME(true),
  /** 20 plus nice; below zero for real-time tasks. */
  PRIORITY(true),
  /** Nice value. */
  NICE(true),
  /** Threads of the process. */
  NUM_THREADS,
  /** Always 0. */
  ITREALVALUE(true),
  /** Start, in hundredths of a second since the boot. */
  STARTTIME,
  /** Bytes of virtual memory. */
  VSIZE,
  /** Pages in memory. */
  RSS(true),
  /** Limit of those, in bytes. */
  RSSLIM,
  /** Where the code begins. */
  STARTCODE,
  /** Where it ends. */
  ENDCODE,
  /** Bottom of the stack. */
  STARTSTACK,
  /** Stack pointer. */
  KSTKESP,
  /** Instruction pointer. */
  KSTKEIP,
  /** Pending signals. */
  SIGNAL,
  /** Blocked signals. */
  BLOCKED,
  /** Ignored signals. */
  SIGIGNORE,
  /** Caught signals. */
  SIGCATCH,
  /** 1 while it sleeps in the kernel. */
  WCHAN,
  /** Always 0. */
  NSWAP,
  /** Always 0. */
  CNSWAP,
  /** Signal to the parent at the end. */
  EXIT_SIGNAL(true),
  /** CPU it ran on last. */
  PROCESSOR(true),
  /** Real-time priority, 1 to 99. */
  RT_PRIORITY,
  /** Scheduling policy by its number. */
  POLICY,
  /** Delays by block I/O. */
  DELAYACCT_BLKIO_TICKS,
  /** Time as a host of guests. */
  GUEST_TIME,
  /** That of children. */
  CGUEST_TIME(true),
  /** Where the data begins. */
  START_DATA,
  /** Where it ends. */
  END_DATA,
  /** Where the heap begins. */
  START_BRK,
  /** Where the arguments begin. */
  ARG_START,
  /** Where they end. */
  ARG_END,
  /** Where the environment begins. */
  ENV_START,
  /** Where it ends. */
  ENV_END,
  /** What {@code waitpid} would tell. */
  EXIT_CODE(true);

  private final boolean signed;

  PidStatField() {
    this(false);
  }

  PidStatField(boolean signed) {
    this.signed = signed;
  }

  /** A value of this field as Linux prints it. */
  String text(long value) {
    return signed ? Long.toString(value) : Long.toUnsignedString(value);
  }
}
