package org.kernsync.kernel.trace;

/**
 * One tracepoint's arguments, named as Linux names them.
 *
 * <p>Priorities are the kernel's (nice 0 is 120). Whatever our own recorder writes and whatever
 * {@link FtraceParser} understands comes out as one of these; a tracepoint of a real trace that the
 * model does not have is {@link Other}.
 */
public sealed interface TraceEvent
    permits TimerEvent,
        WorkEvent,
        AllocationEvent,
        TraceEvent.SchedSwitch,
        TraceEvent.SchedWakeup,
        TraceEvent.SchedMigrateTask,
        TraceEvent.SchedProcessFork,
        TraceEvent.SchedProcessEnd,
        TraceEvent.SchedStatRuntime,
        TraceEvent.IrqHandlerEntry,
        TraceEvent.IrqHandlerExit,
        TraceEvent.Softirq,
        TraceEvent.Mark,
        TraceEvent.Lost,
        TraceEvent.Other {

  /**
   * The CPU leaves one task for another.
   *
   * @param prevComm name of the task that leaves
   * @param prevPid its pid
   * @param prevPrio its kernel priority
   * @param prevState its state as {@link TaskStateCode} numbers it
   * @param preempted whether it was taken off while it wanted to go on
   * @param nextComm name of the task that enters
   * @param nextPid its pid
   * @param nextPrio its kernel priority
   */
  record SchedSwitch(
      String prevComm,
      int prevPid,
      int prevPrio,
      int prevState,
      boolean preempted,
      String nextComm,
      int nextPid,
      int nextPrio)
      implements TraceEvent {}

  /** How far a wake-up has come. */
  enum WakeStage {
    /** The waker has decided to wake: recorded where the waker runs. */
    WAKING,
    /** The task is on a run queue. */
    WAKEUP,
    /** A task that never ran is on a run queue. */
    WAKEUP_NEW
  }

  /**
   * A task is woken.
   *
   * @param stage how far the wake-up has come
   * @param comm the woken task's name
   * @param pid its pid
   * @param prio its kernel priority
   * @param targetCpu the CPU whose run queue takes it
   */
  record SchedWakeup(WakeStage stage, String comm, int pid, int prio, int targetCpu)
      implements TraceEvent {}

  /**
   * A task changes its run queue.
   *
   * @param comm the task's name
   * @param pid its pid
   * @param prio its kernel priority
   * @param origCpu the CPU it leaves
   * @param destCpu the CPU that takes it
   */
  record SchedMigrateTask(String comm, int pid, int prio, int origCpu, int destCpu)
      implements TraceEvent {}

  /**
   * A task creates another.
   *
   * @param parentComm the creator's name
   * @param parentPid its pid
   * @param childComm the new task's name
   * @param childPid its pid
   */
  record SchedProcessFork(String parentComm, int parentPid, String childComm, int childPid)
      implements TraceEvent {}

  /** A step at the end of a task's life. */
  enum EndStep {
    /** The task exits. */
    EXIT,
    /** A parent waits; the pid is the one that it waits for, 0 for any. */
    WAIT,
    /** The last reference to the task is gone. */
    FREE
  }

  /**
   * A step at the end of a task's life.
   *
   * @param step which one
   * @param comm the task's name
   * @param pid its pid
   * @param prio its kernel priority
   */
  record SchedProcessEnd(EndStep step, String comm, int pid, int prio) implements TraceEvent {}

  /**
   * The scheduler has charged a task for the time it ran.
   *
   * @param comm the task's name
   * @param pid its pid
   * @param runtimeNanos time charged
   * @param vruntimeNanos its virtual run time after that
   */
  record SchedStatRuntime(String comm, int pid, long runtimeNanos, long vruntimeNanos)
      implements TraceEvent {}

  /**
   * An interrupt handler starts.
   *
   * @param irq interrupt number
   * @param name the handler's name
   */
  record IrqHandlerEntry(int irq, String name) implements TraceEvent {}

  /**
   * An interrupt handler is done.
   *
   * @param irq interrupt number
   * @param handled whether the handler took the interrupt for its own
   */
  record IrqHandlerExit(int irq, boolean handled) implements TraceEvent {}

  /** A step in a softirq's life. */
  enum SoftirqStep {
    /** Marked as pending. */
    RAISE,
    /** Its action starts. */
    ENTRY,
    /** Its action is done. */
    EXIT
  }

  /**
   * A step in a softirq's life.
   *
   * @param step which one
   * @param vec the softirq's number, 0 (HI) to 9 (RCU)
   */
  record Softirq(SoftirqStep step, int vec) implements TraceEvent {}

  /**
   * A line of text that the workload wrote into the trace.
   *
   * @param text the line
   */
  record Mark(String text) implements TraceEvent {}

  /**
   * Events of this CPU are missing before the next one, so no statement about continuity holds
   * across this place.
   *
   * @param count how many, or -1 where the trace does not say
   */
  record Lost(long count) implements TraceEvent {}

  /**
   * A tracepoint that the model does not have.
   *
   * @param name the tracepoint's name
   * @param text its arguments as printed
   */
  record Other(String name, String text) implements TraceEvent {}
}
