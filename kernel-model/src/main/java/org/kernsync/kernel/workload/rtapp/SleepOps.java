package org.kernsync.kernel.workload.rtapp;

import org.kernsync.kernel.syscall.Nr;

/** Operations that sleep. */
final class SleepOps {
  private SleepOps() {}

  /** {@code sleep}: relative to now. */
  static Op sleep(long nanos) {
    return (registers, memory) -> {
      registers.syscall(Nr.CLOCK_NANOSLEEP, System.nanoTime() + nanos);
      return Step.LAST_SYSCALL;
    };
  }

  /**
   * {@code timer}: sleeps until one period after the last time. A timer that is late does not
   * sleep; a relative one starts over from now, an absolute one keeps its beat.
   *
   * @param slot the timer's index
   * @param unique whether each thread has its own
   */
  static Op timer(int slot, long periodNanos, boolean relative, boolean unique) {
    return (registers, memory) -> {
      long address =
          (unique ? registers.get(Registers.BLOCK) : Layout.SHARED_TIMERS)
              + (long) slot * Long.BYTES;
      long last =
          memory.load(address); // as rt-app: shared timers are not locked, a race costs a beat
      long next = (last == 0 ? registers.get(Registers.FIRST) : last) + periodNanos;
      long now = System.nanoTime();
      if (now - next < 0) {
        memory.store(address, next);
        registers.syscall(Nr.CLOCK_NANOSLEEP, next);
        return Step.LAST_SYSCALL;
      }
      memory.store(address, relative ? now : next);
      return Step.DONE;
    };
  }
}
