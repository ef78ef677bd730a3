package org.kernsync.kernel.trace;

/**
 * An event with its place: when, on which CPU, and in which task's context.
 *
 * @param nanos nanoseconds since boot; whole microseconds when read from text
 * @param cpu the CPU that recorded it
 * @param pid pid of the task that was running there, 0 for idle
 * @param comm its name, {@code <idle>} for idle
 * @param event what happened
 */
public record TraceLine(long nanos, int cpu, int pid, String comm, TraceEvent event) {
  /** The name that traces give to every CPU's idle task. */
  public static final String IDLE_COMM = "<idle>";
}
