package org.kernsync.kernel.trace;

import java.util.Arrays;

/**
 * The traces of all CPUs of a model.
 *
 * <p>Each CPU appends to its own {@link CpuTrace}; {@link #lines} puts them together in the order
 * of time. Room is taken as it is needed, about 50 bytes an event, up to the given maximum per CPU.
 *
 * <p><b>Context:</b> any thread may read at any time, also while CPUs write.
 */
public final class TraceRecorder {
  private final CpuTrace[] cpus;

  /**
   * Makes an empty trace.
   *
   * @param cpus number of CPUs
   * @param maxEventsPerCpu events that each of them may record before it starts to count losses
   * @throws IllegalArgumentException if one of them is not positive
   */
  public TraceRecorder(int cpus, int maxEventsPerCpu) {
    if (cpus < 1 || maxEventsPerCpu < 1) {
      throw new IllegalArgumentException(
          "a trace needs a CPU and room, got cpus=" + cpus + " maxEventsPerCpu=" + maxEventsPerCpu);
    }
    this.cpus = new CpuTrace[cpus];
    Arrays.setAll(this.cpus, cpu -> new CpuTrace(cpu, maxEventsPerCpu));
  }

  /**
   * One CPU's trace.
   *
   * @param cpu its number
   * @return the trace that this CPU alone may write
   * @throws ArrayIndexOutOfBoundsException if there is no such CPU
   */
  public CpuTrace cpu(int cpu) {
    return cpus[cpu];
  }

  /**
   * How many CPUs there are.
   *
   * @return at least 1
   */
  public int cpus() {
    return cpus.length;
  }

  /**
   * How many events are recorded.
   *
   * @return the sum over all CPUs
   */
  public long recorded() {
    return Arrays.stream(cpus).mapToLong(CpuTrace::size).sum();
  }

  /**
   * How many events found no room.
   *
   * @return the sum over all CPUs
   */
  public long lost() {
    return Arrays.stream(cpus).mapToLong(CpuTrace::lost).sum();
  }

  /**
   * Everything recorded so far, merged by time; at equal times the lower CPU comes first. Each
   * CPU's own order is kept. What is recorded after a call of {@code iterator()} is not part of it.
   *
   * @return an iterable that makes its lines as it goes
   */
  public Iterable<TraceLine> lines() {
    return () -> new TraceMerge(cpus);
  }
}
