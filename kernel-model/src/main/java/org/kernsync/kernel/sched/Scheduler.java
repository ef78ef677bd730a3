package org.kernsync.kernel.sched;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.mm.slot.SlotCache;
import org.kernsync.kernel.mm.slot.SlotSource;
import org.kernsync.kernel.trace.CpuTrace;
import org.kernsync.kernel.trace.TraceRecorder;

/**
 * The scheduler's interface to the rest of the kernel: start, sleep, wake, yield, change
 * attributes, tick.
 *
 * <p><b>Sleeping</b> is done in one of two ways. Kernel code announces a state, tests its condition
 * and calls {@link #schedule}; {@link #tryToWakeUp} ends that. Primitives of the library park and
 * unpark the task's thread, which comes to the same run queues by way of {@link Wakeups}. Both may
 * end without cause, so whoever sleeps tests in a loop.
 */
public final class Scheduler extends Sleeps {
  private SlotCache taskStruct; // written by attachMemory, before the CPUs start
  private SlotCache stacks; // the same
  private final RunQueue[] rqs;
  private final CpuLoop[] loops;
  private final MigrationThread[] migrationThreads;
  private final FairClass fair;
  private final RealTimeClass realTime;
  private final StopClass stop = new StopClass();
  private final IdleClass idle = new IdleClass();
  private final Placement placement;
  private final LoadBalancer balancer;
  private final RtBalancer rtBalancer;
  private final Affinity affinity;
  private final Wakeups wakeups;
  private final SchedTrace trace;
  private final LoadAverage load;
  private final Consumer<String> violations;
  private final long allCpus;
  private volatile Consumer<Task> afterExit = task -> {};
  private volatile Consumer<Cpu> switchListener = cpu -> {};
  private volatile BiConsumer<Task, Throwable> oops;
  private volatile Consumer<String> panic;

  /**
   * Sets up run queues for CPUs that have not started.
   *
   * @param cpus the CPUs, numbered from 0
   * @param hz ticks per second
   * @param rule how fair tasks are kept from starving behind real-time ones
   * @param recorder where to trace, or null
   * @param bootNanos the {@link System#nanoTime} that traces count from
   * @param violations told of each broken invariant
   */
  public Scheduler(
      List<Cpu> cpus,
      int hz,
      RealTimeRule rule,
      TraceRecorder recorder,
      long bootNanos,
      Consumer<String> violations) {
    KernelStack.probe();
    int count = cpus.size();
    Fault fault = cpus.get(0).fault();
    FairTunables tunables = FairTunables.linux54(count);
    RtTunables rtTunables = RtTunables.of(rule);
    this.violations = violations;
    oops = (task, bug) -> violations.accept("oops in " + task + ": " + bug);
    allCpus = count == Long.SIZE ? -1L : (1L << count) - 1;
    trace = new SchedTrace(recorder, count, bootNanos);
    rqs = new RunQueue[count];
    load = new LoadAverage(rqs, hz);
    placement = new Placement(rqs);
    balancer = new LoadBalancer(rqs, placement, trace, tunables, hz);
    rtBalancer = new RtBalancer(rqs, balancer);
    affinity = new Affinity(this, rqs, placement, balancer, rtBalancer);
    panic = violations;
    wakeups =
        new Wakeups(rqs, placement, rtBalancer, trace, fault, problem -> panic.accept(problem));
    fair = new FairClass(tunables, trace);
    realTime = new RealTimeClass(rtTunables, hz);
    SchedClass[] classes = {stop, realTime, fair, idle};
    loops = new CpuLoop[count];
    migrationThreads = new MigrationThread[count];
    for (Cpu cpu : cpus) {
      int id = cpu.id();
      rqs[id] = new RunQueue(cpu, 2 * tunables.migrationCostNanos(), rtTunables);
      loops[id] =
          new CpuLoop(
              rqs[id],
              classes,
              placement,
              balancer,
              rtBalancer,
              trace,
              tunables,
              violations,
              task -> afterExit.accept(task),
              own -> switchListener.accept(own));
      migrationThreads[id] = new MigrationThread(this);
      cpu.setHandler(Interrupt.WAKE_LIST, (own, now) -> wakeups.takeWakeList(own));
      cpu.setHandler(Interrupt.BALANCE, balancer::whileIdle);
    }
  }

  /**
   * Makes the caches of tasks and stacks, and the idle tasks, which have no stack of their own.
   * Before the CPUs start.
   *
   * @param slots where they are
   */
  public void attachMemory(SlotSource slots) {
    taskStruct = slots.cache("task_struct", TaskLayout.BYTES);
    stacks = slots.pages(StackPages.ORDER);
    for (RunQueue rq : rqs) {
      int id = rq.cpu.id();
      Task task = Task.allocate(taskStruct, 0, 0, "swapper/" + id, true, null);
      task.schedClass = idle;
      task.slot.setAllowedVolatile(1L << id);
      task.slot.setOnCpu(true);
      task.setRq(rq);
      task.setState(TaskState.RUNNING);
      rq.setIdle(task);
    }
  }

  /**
   * Names who is told when an ended task has left its CPU for good.
   *
   * @param listener called on the CPU's own thread, interrupts off
   */
  public void setAfterExit(Consumer<Task> listener) {
    afterExit = listener;
  }

  /**
   * Names who is told each time a CPU is about to choose a task. Before the CPUs start.
   *
   * @param listener called on the CPU's own thread, interrupts off
   */
  public void setSwitchListener(Consumer<Cpu> listener) {
    switchListener = listener;
  }

  /**
   * Names who is told when something that a task threw reached the bottom of its stack.
   *
   * @param handler called in the context of that task, which ends after
   */
  public void setOops(BiConsumer<Task, Throwable> handler) {
    oops = handler;
  }

  /**
   * Names who is told when the kernel cannot go on, where nobody can be told by an exception.
   *
   * @param handler called in any context, must not throw
   */
  public void setPanic(Consumer<String> handler) {
    panic = handler;
  }

  /**
   * What a CPU executes.
   *
   * @param cpu the CPU's number
   * @return its loop
   */
  public Runnable loop(int cpu) {
    return loops[cpu]::run;
  }

  /**
   * Ends a CPU's loop.
   *
   * @param cpu the CPU's number
   * @param abandon true to end at once, false once nothing is left to run
   */
  public void powerOff(int cpu, boolean abandon) {
    loops[cpu].powerOff(abandon);
  }

  // ---- starting tasks
  // -----------------------------------------------------------------------------------------------

  /**
   * Makes a task, with its attributes and its stack.
   *
   * @param parent whose attributes it inherits
   * @param pid its number
   * @param comm its name
   * @param kernelThread whether it never runs a user program
   * @param body what it executes
   * @return a task that has not been started, or null where there is no memory
   */
  public Task fork(Task parent, int pid, String comm, boolean kernelThread, Task.Body body) {
    StackPages pages = StackPages.allocate(stacks);
    if (pages == null) {
      return null;
    }
    Task child = Task.allocate(taskStruct, pid, pid, comm, kernelThread, body);
    if (child == null) {
      pages.freePages();
      return null;
    }
    child.attachPages(pages);
    boolean inherits = parent.schedClass == fair || parent.schedClass == realTime;
    child.slot.setPolicy(inherits ? parent.slot.policy() : Policy.NORMAL);
    child.slot.setNice(inherits ? parent.slot.nice() : 0);
    child.rt.setPriority(inherits ? parent.rt.priority() : 0);
    child.slot.setAllowedVolatile(inherits ? parent.slot.allowedVolatile() : allCpus);
    child.schedClass = classOf(child.slot.policy());
    child.entity.setWeight(LoadWeight.of(child.slot.policy(), child.slot.nice()));
    child.setRq(parent.rq());
    child.attachStack(new KernelStack(child, wakeups, oops));
    return child;
  }

  /**
   * Gives a task back that was never started.
   *
   * @param child made by {@link #fork}
   */
  public void discard(Task child) {
    child.free();
  }

  /**
   * Wakes a new task for the first time: places it and makes it runnable.
   *
   * @param cpu the CPU that executes the caller
   * @param parent the task that made it
   * @param child prepared by {@link #fork}
   */
  public void wakeUpNew(Cpu cpu, Task parent, Task child) {
    if (child.schedClass == fair) {
      RunQueue rq = rqs[cpu.id()];
      boolean flags = rq.lock.lockIrqSave(cpu);
      rq.updateClock(cpu.clock().read());
      fair.fork(rq, parent, child);
      rq.lock.unlockIrqRestore(cpu, flags);
    }
    child.thread().start();
  }

  /**
   * Makes a task the migration thread of a CPU, before it is started.
   *
   * @param cpu the CPU's number
   * @param task prepared by {@link #fork}
   */
  public void adoptMigrationThread(int cpu, Task task) {
    task.schedClass = stop;
    task.slot.setAllowedVolatile(1L << cpu);
    migrationThreads[cpu].attach(task);
  }

  /**
   * {@code kthread_bind}: a kernel thread runs on one CPU only, before it is started.
   *
   * @param cpu the CPU's number
   * @param task prepared by {@link #fork}
   */
  public void bind(int cpu, Task task) {
    task.slot.setAllowedVolatile(1L << cpu);
  }

  /**
   * What the migration thread of a CPU executes.
   *
   * @param cpu the CPU's number
   * @return a body
   */
  public Task.Body migrationBody(int cpu) {
    return migrationThreads[cpu]::run;
  }

  /**
   * Asks the migration threads to end.
   *
   * @param self the current task
   */
  public void stopMigrationThreads(Task self) {
    for (MigrationThread thread : migrationThreads) {
      thread.stop(self.cpu());
    }
  }

  MigrationThread migrationThread(int cpu) {
    return migrationThreads[cpu];
  }

  // ---- attributes
  // ---------------------------------------------------------------------------------------------------

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

  private SchedClass classOf(Policy policy) {
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

  // ---- tick
  // ---------------------------------------------------------------------------------------------------------

  /**
   * The SCHED softirq: balances load.
   *
   * @param cpu the CPU that executes the caller
   */
  public void rebalance(Cpu cpu) {
    balancer.softirq(cpu);
  }

  /**
   * The scheduler's share of the tick.
   *
   * @param cpu the CPU, in its timer interrupt
   * @param now its clock
   */
  public void tick(Cpu cpu, long now) {
    RunQueue rq = rqs[cpu.id()];
    String problem = rq.curr.problem(); // plain: the CPU's own
    if (problem != null) {
      panic.accept(problem);
    }
    rq.lock.lock(cpu);
    rq.updateClock(now);
    rq.ticks++;
    rq.heartbeat++;
    if (rq.curr.schedClass.tick(rq, rq.curr)) {
      cpu.setNeedResched();
    }
    LoadBalancer.learnPressure(rq);
    if (rq.refillRealTime(cpu)) {
      rtBalancer.pull(cpu, rq);
    }
    rq.publish();
    rq.lock.unlock(cpu);
    balancer.atTick(rq, now);
  }

  // ---- load
  // ---------------------------------------------------------------------------------------------------------

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
  // ------------------------------------------------------------------------------------------------------

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

  /** Gives the idle tasks back: every CPU is off. */
  public void freeIdleTasks() {
    for (RunQueue rq : rqs) {
      rq.idle.free();
    }
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
