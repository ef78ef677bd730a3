package org.kernsync.kernel.sched;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.mm.slot.SlotCache;
import org.kernsync.kernel.mm.slot.SlotSource;
import org.kernsync.kernel.trace.TraceRecorder;

/**
 * The scheduler's interface to the rest of the kernel: start, sleep, wake, yield, change
 * attributes, tick.
 *
 * <p>Each room of it is a class of this chain: {@link Sleeps}, {@link AllRunQueues}, {@link
 * TaskAttributes}; here stand its assembly, the start of tasks and the tick.
 *
 * <p><b>Sleeping</b> is done in one of two ways. Kernel code announces a state, tests its condition
 * and calls {@link #schedule}; {@link #tryToWakeUp} ends that. Primitives of the library park and
 * unpark the task's thread, which comes to the same run queues by way of {@link Wakeups}. Both may
 * end without cause, so whoever sleeps tests in a loop.
 */
public final class Scheduler extends TaskAttributes {
  private SlotCache taskStruct; // written by attachMemory, before the CPUs start
  private SlotCache stacks; // the same
  private final CpuLoop[] loops;
  private final MigrationThread[] migrationThreads;
  private final StopClass stop = new StopClass();
  private final IdleClass idle = new IdleClass();
  private final Wakeups wakeups;
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
    super(cpus, hz, rule, recorder, bootNanos);
    int count = cpus.size();
    Fault fault = cpus.get(0).fault();
    oops = (task, bug) -> violations.accept("oops in " + task + ": " + bug);
    panic = violations;
    wakeups =
        new Wakeups(rqs, placement, rtBalancer, trace, fault, problem -> panic.accept(problem));
    SchedClass[] classes = {stop, realTime, fair, idle};
    loops = new CpuLoop[count];
    migrationThreads = new MigrationThread[count];
    for (Cpu cpu : cpus) {
      int id = cpu.id();
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

  /** Gives the idle tasks back: every CPU is off. */
  public void freeIdleTasks() {
    for (RunQueue rq : rqs) {
      rq.idle.free();
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

  @Override
  MigrationThread migrationThread(int cpu) {
    return migrationThreads[cpu];
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
}
