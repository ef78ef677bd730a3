package org.kernsync.kernel.cli;

import org.kernsync.kernel.trace.TraceRecorder;

/** How much a run may trace: a quarter of the heap, shared by the CPUs. */
final class TraceRoom {
  private static final long BYTES_PER_EVENT = 56;
  private static final long SHARE_OF_HEAP = 4;
  private static final long LEAST_EVENTS = 10_000;
  private static final long MOST_EVENTS = 8_000_000;

  private TraceRoom() {}

  static TraceRecorder recorder(int cpus) {
    long bytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    long events = bytes / BYTES_PER_EVENT / cpus;
    return new TraceRecorder(cpus, (int) Math.clamp(events, LEAST_EVENTS, MOST_EVENTS));
  }

  /** What to say where the room did not suffice. */
  static String remark(TraceRecorder trace) {
    return "the trace had room for %d events, %d later ones are missing; shorten the run, or give"
            .formatted(trace.recorded(), trace.lost())
        + " the JVM more memory with KERNSYNC_JAVA_OPTS=-Xmx8g";
  }
}
