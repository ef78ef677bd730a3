package org.kernsync.kernel.sched;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.trace.CpuTrace;
import org.kernsync.kernel.trace.TraceRecorder;

/**
 * The run queues of all CPUs, and what others see of them: load, views, statistics, traces, and
 * what must hold at the end.
 *
 * <p><b>Context.</b> Any, without locks, where a method does not say otherwise; what is read may be
 * stale.
 */
public abstract sealed class AllRunQueues extends Sleeps permits TaskAttributes {
  final RunQueue[] rqs;
  final FairTunables tunables;
  final SchedTrace trace;
  private final LoadAverage load;

  AllRunQueues(List<Cpu> cpus, int hz, RealTimeRule rule, TraceRecorder recorder, long bootNanos) {
    KernelStack.probe();
    int count = cpus.size();
    tunables = FairTunables.linux54(count);
    trace = new SchedTrace(recorder, count, bootNanos);
    rqs = new RunQueue[count];
    RtTunables realTime = RtTunables.of(rule);
    for (Cpu cpu : cpus) {
      rqs[cpu.id()] = new RunQueue(cpu, 2 * tunables.migrationCostNanos(), realTime);
    }
    load = new LoadAverage(rqs, hz);
  }

  // ---- load

  /**
   * {@code calc_global_load}: samples the load average where five seconds are over.
   *
   * @param cpu the CPU that executes the caller, interrupts off
   * @param ticks since the boot
   * @param wasIdle whether the CPU has been idle until now
   */
  public void calcLoad(Cpu cpu, long ticks, boolean wasIdle) {
    load.update(cpu, ticks, wasIdle ? rqs[cpu.id()] : null);
  }

  /**
   * {@code get_avenrun}: the load of 1, 5 and 15 minutes, in units of 1/2048.
   *
   * @return three numbers
   */
  public long[] loadAverages() {
    return load.averages();
  }

  /**
   * {@code nr_running}: tasks that run or wait for a CPU.
   *
   * @return a count, possibly stale
   */
  public int running() {
    return Arrays.stream(rqs).mapToInt(RunQueue::nrRunningOpaque).sum();
  }

  // ---- queries

  /**
   * How many CPUs there are.
   *
   * @return 1 to 64
   */
  public int cpuCount() {
    return rqs.length;
  }

  /**
   * A CPU.
   *
   * @param id its number
   * @return the CPU
   */
  public Cpu cpu(int id) {
    return rqs[id].cpu;
  }

  /**
   * The idle task of a CPU.
   *
   * @param cpu the CPU's number
   * @return pid 0
   */
  public Task idleTask(int cpu) {
    return rqs[cpu].idle;
  }

  /**
   * The trace of a CPU, to be written only by that CPU.
   *
   * @param cpu the CPU's number
   * @return the trace, or null where nobody records
   */
  public CpuTrace trace(int cpu) {
    return trace.of(cpu);
  }

  /**
   * A point in time as traces count it.
   *
   * @param nanos a {@link System#nanoTime}
   * @return nanoseconds since boot
   */
  public long sinceBoot(long nanos) {
    return trace.sinceBoot(nanos);
  }

  /**
   * How long a waiting task may have to wait for its turn, where one of the weight of all others
   * would wait for a given time on a CPU without real-time tasks. From outside, without locks.
   *
   * @param task a task
   * @param nanos the time
   * @return that time or more, the lighter the task the longer
   */
  public long fairWait(Task task, long nanos) {
    RunQueue rq = task.rq();
    double times = Math.max(1, rq.cfs.totalWeight / task.entity.weightSeen()); // racy: an estimate
    if (task.isRealTime()) { // may wait for its betters and equals for ever, else as a fair one
      Task current = rq.currOpaque();
      times =
          current.isRealTime() && current.rt.prioritySeen() >= task.rt.prioritySeen()
              ? Double.MAX_VALUE
              : 1;
    }
    return (long) Math.min(nanos * times * rq.rt.stretch(), Long.MAX_VALUE >> 2);
  }

  /**
   * What the scheduler of a CPU has counted.
   *
   * @param cpu the CPU's number
   * @return values that may be stale and need not belong together
   */
  public SchedStatistics statistics(int cpu) {
    return rqs[cpu].counters.snapshot();
  }

  /**
   * A look at one CPU, without its locks.
   *
   * @param cpu the CPU's number
   * @return values that may be stale and need not belong together
   */
  public CpuView view(int cpu) {
    RunQueue rq = rqs[cpu];
    return new CpuView(
        cpu,
        rq.cpu,
        rq.currOpaque(),
        rq.nrRunningOpaque(),
        rq.switches,
        rq.ticks,
        rq.heartbeat,
        rq.lock.isLocked(),
        rq.wakeList.isEmpty());
  }

  /**
   * Checks what must hold when every CPU is off and every task has ended.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    int uninterruptible = 0;
    for (RunQueue rq : rqs) {
      rq.checkAtRest(report);
      uninterruptible += rq.uninterruptibleOpaque();
    }
    if (uninterruptible != 0) {
      report.accept(uninterruptible + " tasks count as asleep and load, but none is left");
    }
  }

  /**
   * Context switches of all CPUs.
   *
   * @return the sum
   */
  public long contextSwitches() {
    return Arrays.stream(rqs).mapToLong(rq -> rq.switches).sum();
  }
}
