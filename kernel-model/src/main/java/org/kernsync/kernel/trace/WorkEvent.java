package org.kernsync.kernel.trace;

/** What happens to a work of a work queue. */
public sealed interface WorkEvent extends TraceEvent {

  /**
   * It is queued.
   *
   * @param work which
   * @param function what it does
   * @param queue the work queue
   * @param wanted the CPU that was asked for
   * @param cpu the CPU whose pool it goes to, -1 for the unbound pool
   */
  record Queue(long work, String function, String queue, int wanted, int cpu)
      implements WorkEvent {}

  /**
   * It may be done.
   *
   * @param work which
   */
  record Activate(long work) implements WorkEvent {}

  /**
   * The running worker calls its function.
   *
   * @param work which
   * @param function what it does
   */
  record Start(long work, String function) implements WorkEvent {}

  /**
   * Its function has returned.
   *
   * @param work which
   */
  record End(long work) implements WorkEvent {}
}
