package org.kernsync.kernel.trace;

/**
 * The tracepoints of work queues on one CPU, written by that CPU as {@link CpuTrace} says.
 *
 * <p>All methods take the time first, in nanoseconds since boot. A work is told from another by a
 * number that it keeps, its function by the name of its class.
 */
public final class WorkPoints {
  private final TraceRing ring;

  WorkPoints(TraceRing ring) {
    this.ring = ring;
  }

  /**
   * {@code workqueue_queue_work}: a work is queued.
   *
   * @param nanos when
   * @param work the work
   * @param function what it does
   * @param queue the work queue's name
   * @param wanted the CPU that was asked for
   * @param cpu the CPU whose pool it goes to, -1 for the unbound pool
   */
  public void queue(long nanos, int work, Class<?> function, String queue, int wanted, int cpu) {
    ring.append(TraceKind.WORK_QUEUE, nanos, work, function.getName(), 0, 0, queue, 0, wanted, cpu);
  }

  /**
   * {@code workqueue_activate_work}: it may be done, since there are not too many already.
   *
   * @param nanos when
   * @param work the work
   */
  public void activate(long nanos, int work) {
    append(TraceKind.WORK_ACTIVATE, nanos, work, null);
  }

  /**
   * {@code workqueue_execute_start}: the running worker calls its function.
   *
   * @param nanos when
   * @param work the work
   * @param function what it does
   */
  public void executeStart(long nanos, int work, Class<?> function) {
    append(TraceKind.WORK_START, nanos, work, function.getName());
  }

  /**
   * {@code workqueue_execute_end}: its function has returned.
   *
   * @param nanos when
   * @param work the work
   */
  public void executeEnd(long nanos, int work) {
    append(TraceKind.WORK_END, nanos, work, null);
  }

  private void append(TraceKind kind, long nanos, int work, String function) {
    ring.append(kind, nanos, work, function, 0, 0, null, 0, 0, 0);
  }
}
