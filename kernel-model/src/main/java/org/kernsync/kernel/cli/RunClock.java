package org.kernsync.kernel.cli;

/**
 * The time from the start of the workload, which is after the boot, to its end.
 *
 * <p><b>Context.</b> Started and stopped once by init; read by any thread.
 */
final class RunClock {
  private volatile long start; // 0 before the start
  private volatile long end; // 0 before the end

  void start() {
    start = nonZero(System.nanoTime());
  }

  void stop() {
    end = nonZero(System.nanoTime());
  }

  long elapsedNanos() {
    long from = start;
    long to = end;
    return from == 0 ? 0 : (to == 0 ? System.nanoTime() : to) - from;
  }

  private static long nonZero(long nanos) {
    return nanos == 0 ? 1 : nanos;
  }
}
