package org.kernsync.kernel.sched;

import java.util.List;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.trace.TraceRecorder;

/**
 * What a task is given: policy, nice value, priority and CPUs, whatever the task is doing; and what
 * real-time tasks are given of each CPU.
 *
 * <p><b>Context.</b> Task context, no run-queue lock held; only {@link #setAffinity} may sleep.
 */
public abstract sealed class TaskAttributes extends AllRunQueues permits Scheduler {
  final FairClass fair;
  final RealTimeClass realTime;
  final Placement placement;
  final LoadBalancer balancer;
  final RtBalancer rtBalancer;
  final long allCpus;
  private final Affinity affinity;

  TaskAttributes(
      List<Cpu> cpus, int hz, RealTimeRule rule, TraceRecorder recorder, long bootNanos) {
    super(cpus, hz, rule, recorder, bootNanos);
    fair = new FairClass(tunables, trace);
    realTime = new RealTimeClass(RtTunables.of(rule), hz);
    placement = new Placement(rqs);
    balancer = new LoadBalancer(rqs, placement, trace, tunables, hz);
    rtBalancer = new RtBalancer(rqs, balancer);
    affinity = new Affinity(this, rqs, placement, balancer, rtBalancer);
    allCpus = rqs.length == Long.SIZE ? -1L : (1L << rqs.length) - 1;
  }

  /** The migration thread of a CPU, which moves a task that runs there. */
  abstract MigrationThread migrationThread(int cpu);

  /**
   * Makes a task a fair one, or changes policy and nice value of one; also of a running task.
   *
   * @param cpu the CPU that executes the caller
   * @param task the task, no migration thread
   * @param policy its new policy, not a real-time one
   * @param nice its new nice value, -20 to 19
   */
  public void setPolicy(Cpu cpu, Task task, Policy policy, int nice) {
    if (policy.isRealTime()) {
      throw new IllegalArgumentException(policy + " takes a priority: use setRealTime");
    }
    if (nice < -20 || nice > 19) {
      throw new IllegalArgumentException("nice " + nice + " is not within -20 to 19");
    }
    setAttributes(cpu, task, policy, nice, 0);
  }

  /**
   * Makes a task a real-time one, or changes policy and priority of one; also of a running task.
   * Its nice value stays what it was.
   *
   * @param cpu the CPU that executes the caller
   * @param task the task, no migration thread
   * @param policy FIFO or RR
   * @param priority 1 to 99, the higher the sooner
   */
  public void setRealTime(Cpu cpu, Task task, Policy policy, int priority) {
    if (!policy.isRealTime()) {
      throw new IllegalArgumentException(policy + " takes a nice value: use setPolicy");
    }
    if (priority < 1 || priority > RtRunQueue.MAX_PRIORITY) {
      throw new IllegalArgumentException("priority " + priority + " is not within 1 to 99");
    }
    setAttributes(cpu, task, policy, task.slot.nice(), priority);
  }

  private void setAttributes(Cpu cpu, Task task, Policy policy, int nice, int priority) {
    boolean flags = task.wakeLock.lockIrqSave(cpu);
    RunQueue rq = lockRqOf(cpu, task);
    if (task.schedClass == fair || task.schedClass == realTime) {
      rq.updateClock(cpu.clock().read());
      new Attributes(policy, nice, priority, classOf(policy)).give(cpu, rq, task);
      rq.lock.unlock(cpu);
      rtBalancer.push(cpu, rq); // the task, or another that now waits
      rtBalancer.pullUnlocked(cpu, rq);
      task.wakeLock.unlockIrqRestore(cpu, flags);
    } else {
      rq.lock.unlock(cpu);
      task.wakeLock.unlockIrqRestore(cpu, flags);
      throw new IllegalArgumentException(task + " is of the kernel's own class");
    }
  }

  final SchedClass classOf(Policy policy) {
    return policy.isRealTime() ? realTime : fair;
  }

  /**
   * Changes how much of each CPU real-time tasks may use: {@code sched_rt_period} and {@code
   * sched_rt_runtime}, or what the fair server leaves them. A new period begins on each.
   *
   * @param cpu the CPU that executes the caller
   * @param periodNanos the period, more than zero
   * @param runtimeNanos what they get of each period, more than zero; the period for no limit
   */
  public void setRealTimeBandwidth(Cpu cpu, long periodNanos, long runtimeNanos) {
    if (runtimeNanos <= 0 || runtimeNanos > periodNanos) {
      throw new IllegalArgumentException(
          "a runtime of " + runtimeNanos + " ns does not fit a period of " + periodNanos + " ns");
    }
    boolean flags = cpu.irqSave(); // the caller stays on its CPU
    for (RunQueue rq : rqs) {
      rq.lock.lock(cpu);
      rq.setRealTimeBandwidth(cpu, periodNanos, runtimeNanos);
      rq.lock.unlock(cpu);
    }
    cpu.irqRestore(flags);
  }

  /**
   * Changes the CPUs a task may run on; returns once it is on one of them, asleep, or ended.
   *
   * @param self the current task
   * @param task the task to change
   * @param mask a bit set of CPU numbers, with at least one CPU of the model in it
   */
  public void setAffinity(Task self, Task task, long mask) {
    long effective = mask & allCpus;
    if (effective == 0) {
      throw new IllegalArgumentException(
          "no CPU of 0 to " + (rqs.length - 1) + " in mask 0x" + Long.toHexString(mask));
    }
    affinity.set(self, task, effective);
  }

  /**
   * Locks the run queue that a task is on; interrupts off, the task's wake lock held or the task
   * the caller.
   */
  RunQueue lockRqOf(Cpu cpu, Task task) {
    while (true) {
      RunQueue rq = task.rq();
      rq.lock.lock(cpu);
      if (task.rq() == rq) {
        return rq;
      }
      rq.lock.unlock(cpu); // the balancer moved it meanwhile
    }
  }
}
