package org.kernsync.kernel.workload.rtapp;

/** The data of the process, in the first MiB of its memory. */
final class Layout {
  static final int NAME_BYTES = 16;
  static final long DEVICE = 0x100; // the path of io_device, ended by a zero
  static final int DEVICE_BYTES = 256;
  static final long NAMES = 0x1000;
  static final long SHARED_TIMERS = 0x40000;
  static final long WORK_BY_PID = 0x80000;
  static final int MAX_TIMERS = (int) ((WORK_BY_PID - SHARED_TIMERS) / Long.BYTES);

  /** The whole address space: buffers are mapped above the data and made real on first touch. */
  static final long ADDRESS_SPACE = 1L << 36;

  private Layout() {}

  static long name(long index) {
    return NAMES + index * NAME_BYTES;
  }

  static long workOf(long pid) {
    return WORK_BY_PID + pid * Long.BYTES;
  }
}
