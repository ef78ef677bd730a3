package org.kernsync.kernel.trace;

import org.kernsync.kernel.trace.TraceEvent.EndStep;
import org.kernsync.kernel.trace.TraceEvent.SoftirqStep;
import org.kernsync.kernel.trace.TraceEvent.WakeStage;

/**
 * One CPU's events, appended by that CPU on its fast path.
 *
 * <p>Use it from the code that runs on the CPU: a call stores ten words and publishes them with one
 * release store; it takes no lock and allocates nothing but a new chunk every {@value
 * TraceChunk#EVENTS} events. When its room is used up it stops and counts what it had to leave out.
 * It never overwrites, so that the beginning stays whole and its chain of switches unbroken.
 *
 * <p>All methods take the time first, in nanoseconds since boot, and priorities as the kernel
 * counts them (nice 0 is 120).
 *
 * <p><b>Context:</b> any, atomic included; never sleeps. One writer at a time, which on a CPU of
 * the model is given: tasks that follow each other on it are ordered by the switch between them,
 * and an interrupt is delivered at polls only, of which there is none in here.
 *
 * <p><b>Progress:</b> wait-free.
 *
 * <p><b>Memory effects:</b> what was done before an append happens-before what a reader does after
 * a {@link #size} that counts it.
 *
 * <p><b>Differences from Linux:</b> Linux's ring buffer overwrites the oldest events by default;
 * this is its {@code nooverwrite} mode.
 */
public final class CpuTrace {
  private final TraceRing ring;
  private final TimerPoints timers;
  private final WorkPoints works;
  private final AllocationPoints allocations;

  CpuTrace(int cpu, int maxEvents) {
    ring = new TraceRing(cpu, maxEvents);
    timers = new TimerPoints(ring);
    works = new WorkPoints(ring);
    allocations = new AllocationPoints(ring);
  }

  /**
   * The tracepoints of timers.
   *
   * @return the same trace
   */
  public TimerPoints timers() {
    return timers;
  }

  /**
   * The tracepoints of work queues.
   *
   * @return the same trace
   */
  public WorkPoints works() {
    return works;
  }

  /**
   * The tracepoints of the allocators.
   *
   * @return the same trace
   */
  public AllocationPoints allocations() {
    return allocations;
  }

  /**
   * The CPU leaves one task for another; recorded while the first still owns the CPU.
   *
   * @param nanos when
   * @param prevPid pid of the task that leaves
   * @param prevComm its name
   * @param prevPrio its kernel priority
   * @param prevState its state, as {@link TaskStateCode} numbers it
   * @param preempted whether it was taken off while it wanted to go on
   * @param nextPid pid of the task that enters
   * @param nextComm its name
   * @param nextPrio its kernel priority
   */
  public void schedSwitch(
      long nanos,
      int prevPid,
      String prevComm,
      int prevPrio,
      int prevState,
      boolean preempted,
      int nextPid,
      String nextComm,
      int nextPrio) {
    ring.append(
        TraceKind.SCHED_SWITCH,
        nanos,
        prevPid,
        prevComm,
        prevPrio,
        nextPid,
        nextComm,
        nextPrio,
        prevState,
        preempted ? 1 : 0);
  }

  /**
   * A waker on this CPU starts to wake a task.
   *
   * @param nanos when
   * @param pid the woken task's pid
   * @param comm its name
   * @param prio its kernel priority
   * @param targetCpu the CPU chosen for it
   */
  public void schedWaking(long nanos, int pid, String comm, int prio, int targetCpu) {
    appendTask(
        TraceKind.SCHED_WAKEUP, nanos, pid, comm, prio, targetCpu, WakeStage.WAKING.ordinal());
  }

  /**
   * A woken task is on a run queue.
   *
   * @param nanos when
   * @param pid the woken task's pid
   * @param comm its name
   * @param prio its kernel priority
   * @param targetCpu the run queue's CPU
   */
  public void schedWakeup(long nanos, int pid, String comm, int prio, int targetCpu) {
    appendTask(
        TraceKind.SCHED_WAKEUP, nanos, pid, comm, prio, targetCpu, WakeStage.WAKEUP.ordinal());
  }

  /**
   * A new task is on a run queue for the first time.
   *
   * @param nanos when
   * @param pid the new task's pid
   * @param comm its name
   * @param prio its kernel priority
   * @param targetCpu the run queue's CPU
   */
  public void schedWakeupNew(long nanos, int pid, String comm, int prio, int targetCpu) {
    appendTask(
        TraceKind.SCHED_WAKEUP, nanos, pid, comm, prio, targetCpu, WakeStage.WAKEUP_NEW.ordinal());
  }

  /**
   * A task changes its run queue.
   *
   * @param nanos when
   * @param pid the task's pid
   * @param comm its name
   * @param prio its kernel priority
   * @param origCpu the CPU it leaves
   * @param destCpu the CPU that takes it
   */
  public void schedMigrateTask(
      long nanos, int pid, String comm, int prio, int origCpu, int destCpu) {
    appendTask(TraceKind.SCHED_MIGRATE_TASK, nanos, pid, comm, prio, origCpu, destCpu);
  }

  /**
   * A task creates another.
   *
   * @param nanos when
   * @param parentPid the creator's pid
   * @param parentComm its name
   * @param childPid the new task's pid
   * @param childComm its name
   */
  public void schedProcessFork(
      long nanos, int parentPid, String parentComm, int childPid, String childComm) {
    ring.append(
        TraceKind.SCHED_PROCESS_FORK,
        nanos,
        parentPid,
        parentComm,
        0,
        childPid,
        childComm,
        0,
        0,
        0);
  }

  /**
   * A task exits.
   *
   * @param nanos when
   * @param pid its pid
   * @param comm its name
   * @param prio its kernel priority
   */
  public void schedProcessExit(long nanos, int pid, String comm, int prio) {
    appendTask(TraceKind.SCHED_PROCESS_END, nanos, pid, comm, prio, 0, EndStep.EXIT.ordinal());
  }

  /**
   * A parent waits for a child.
   *
   * @param nanos when
   * @param pid the child's pid, 0 for any
   * @param comm the waiting parent's name
   * @param prio the waiting parent's kernel priority
   */
  public void schedProcessWait(long nanos, int pid, String comm, int prio) {
    appendTask(TraceKind.SCHED_PROCESS_END, nanos, pid, comm, prio, 0, EndStep.WAIT.ordinal());
  }

  /**
   * The last reference to a task is gone.
   *
   * @param nanos when
   * @param pid its pid
   * @param comm its name
   * @param prio its kernel priority
   */
  public void schedProcessFree(long nanos, int pid, String comm, int prio) {
    appendTask(TraceKind.SCHED_PROCESS_END, nanos, pid, comm, prio, 0, EndStep.FREE.ordinal());
  }

  /**
   * The scheduler charges a task for the time it ran.
   *
   * @param nanos when
   * @param pid its pid
   * @param comm its name
   * @param runtimeNanos time charged
   * @param vruntimeNanos its virtual run time after that
   */
  public void schedStatRuntime(
      long nanos, int pid, String comm, long runtimeNanos, long vruntimeNanos) {
    appendTask(TraceKind.SCHED_STAT_RUNTIME, nanos, pid, comm, 0, runtimeNanos, vruntimeNanos);
  }

  /**
   * An interrupt handler starts.
   *
   * @param nanos when
   * @param irq interrupt number
   * @param name the handler's name
   */
  public void irqHandlerEntry(long nanos, int irq, String name) {
    appendTask(TraceKind.IRQ_HANDLER_ENTRY, nanos, 0, name, 0, irq, 0);
  }

  /**
   * An interrupt handler is done.
   *
   * @param nanos when
   * @param irq interrupt number
   * @param handled whether the handler took the interrupt for its own
   */
  public void irqHandlerExit(long nanos, int irq, boolean handled) {
    appendTask(TraceKind.IRQ_HANDLER_EXIT, nanos, 0, null, 0, irq, handled ? 1 : 0);
  }

  /**
   * A softirq becomes pending.
   *
   * @param nanos when
   * @param vec its number
   */
  public void softirqRaise(long nanos, int vec) {
    appendTask(TraceKind.SOFTIRQ, nanos, 0, null, 0, vec, SoftirqStep.RAISE.ordinal());
  }

  /**
   * A softirq's action starts.
   *
   * @param nanos when
   * @param vec its number
   */
  public void softirqEntry(long nanos, int vec) {
    appendTask(TraceKind.SOFTIRQ, nanos, 0, null, 0, vec, SoftirqStep.ENTRY.ordinal());
  }

  /**
   * A softirq's action is done.
   *
   * @param nanos when
   * @param vec its number
   */
  public void softirqExit(long nanos, int vec) {
    appendTask(TraceKind.SOFTIRQ, nanos, 0, null, 0, vec, SoftirqStep.EXIT.ordinal());
  }

  /**
   * The running task writes a line of its own.
   *
   * @param nanos when
   * @param text the line
   */
  public void mark(long nanos, String text) {
    appendTask(TraceKind.MARK, nanos, 0, text, 0, 0, 0);
  }

  private void appendTask(
      TraceKind kind, long nanos, int pid, String text, int prio, long first, long second) {
    ring.append(kind, nanos, pid, text, prio, 0, null, 0, first, second);
  }

  /**
   * The CPU's number.
   *
   * @return 0 and up
   */
  public int cpu() {
    return ring.cpu();
  }

  /**
   * How many events are there to read.
   *
   * @return a number that only grows; every row below it is complete
   */
  public int size() {
    return ring.size();
  }

  /**
   * How many events found no room.
   *
   * @return 0 as long as the trace is whole
   */
  public long lost() {
    return ring.lost();
  }

  /**
   * When an event happened.
   *
   * @param row below {@link #size}
   * @return nanoseconds since boot
   * @throws IndexOutOfBoundsException if there is no such row yet
   */
  public long nanos(int row) {
    return ring.nanos(row);
  }

  /**
   * What happened.
   *
   * @param row below {@link #size}
   * @return the event
   * @throws IndexOutOfBoundsException if there is no such row yet
   */
  public TraceEvent event(int row) {
    return ring.event(row);
  }

  @Override
  public String toString() {
    return "CpuTrace[cpu=" + cpu() + ", events=" + size() + ", lost=" + lost() + "]";
  }
}
