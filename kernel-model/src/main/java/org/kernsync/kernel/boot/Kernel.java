package org.kernsync.kernel.boot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.openhft.affinity.Affinity;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.OopsReport;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.drivers.DeviceLoad;
import org.kernsync.kernel.drivers.Devices;
import org.kernsync.kernel.irq.FunctionCalls;
import org.kernsync.kernel.irq.IrqController;
import org.kernsync.kernel.irq.Ksoftirqd;
import org.kernsync.kernel.irq.Softirqs;
import org.kernsync.kernel.irq.Tasklets;
import org.kernsync.kernel.lockdep.LockDebugger;
import org.kernsync.kernel.memory.AllocationTracer;
import org.kernsync.kernel.memory.KernelMemory;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.slot.SlotSource;
import org.kernsync.kernel.printk.KernelLog;
import org.kernsync.kernel.process.CloneFlags;
import org.kernsync.kernel.process.KernelThreads;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.rcu.KernelRcu;
import org.kernsync.kernel.sched.RealTimeRule;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.kernel.syscall.Syscalls;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.kernel.time.Jiffies;
import org.kernsync.kernel.time.Timekeeping;
import org.kernsync.kernel.time.Timers;
import org.kernsync.kernel.workqueue.Workqueues;

/**
 * One kernel: CPUs of real threads, from power-on to power-off.
 *
 * <pre>{@code
 * Kernel kernel = new Kernel(KernelConfig.ofCpus(2));
 * kernel.boot((self, k) -> ...);     // what init does, in task context
 * Outcome outcome = kernel.await();  // every CPU is off now
 * }</pre>
 *
 * <p><b>Stop.</b> When what init does has returned, or after {@link #requestStop}: every user task
 * gets a fatal signal, unwinds by way of exit to user mode, lets go of what it holds, and is
 * collected; kernel threads end; the CPUs power off; the invariants are checked. What has not
 * unwound within two seconds is named. No thread outlives its model.
 */
public final class Kernel {
  /** What init does once the system is up. */
  @FunctionalInterface
  public interface Init {
    /**
     * Runs in task context, as pid 1.
     *
     * @param self init
     * @param kernel the kernel
     */
    void run(Task self, Kernel kernel);
  }

  private static final long FORCED_STOP_NANOS = 10_000_000_000L;
  private static final long OFF_NANOS = 5_000_000_000L; // a CPU may lose its core for a while

  private final KernelConfig config;
  private final long bootNanos = System.nanoTime();
  private final KernelLog log = new KernelLog(bootNanos);
  private final Violations violations = new Violations(log);
  private final EndedTasks ended = new EndedTasks();
  private final List<Cpu> cpus = new ArrayList<>();
  private final CountDownLatch cpusOff;
  private final LockDebugger lockDebugger; // null where nobody watches locks
  private Scheduler
      scheduler; // these are written by startKernel, before any other thread gets to know the
  // kernel
  private Softirqs softirqs;
  private Tasklets tasklets;
  private FunctionCalls functionCalls;
  private IrqController irqs;
  private Timekeeping timekeeping;
  private Processes processes;
  private KernelThreads kernelThreads;
  private Syscalls syscalls;
  private Workqueues workqueues;
  private KernelRcu rcu;
  private KernelMemory memory;
  private volatile Task init;
  private volatile Task kthreadd;
  private volatile boolean stopRequested;
  private volatile String stall;
  private volatile long powerOffNanos;
  private volatile boolean poweringOff;
  private volatile boolean panicked; // a CPU has died: the rest cannot unwind
  private volatile long offNanos;

  /**
   * Assembles the machine; nothing runs yet.
   *
   * @param config how
   * @throws UnsupportedOperationException with one sentence where this JDK cannot host the model
   */
  public Kernel(KernelConfig config) {
    this.config = config;
    lockDebugger =
        config.lockDebugging()
            ? new LockDebugger(config.cpus(), line -> log.printk("%s", line))
            : null;
    int[] cores = cores();
    for (int id = 0; id < config.cpus(); id++) {
      int core = config.pinned() && cores.length > 0 ? cores[id % cores.length] : -1;
      Cpu cpu = new Cpu(id, core, config.preemption(), config.fault());
      cpu.setOops(violations);
      if (config.cpus() == 1) {
        cpu.setUniprocessor(config.spinlockDebug());
      }
      cpu.setLockWatch(lockDebugger);
      cpus.add(cpu);
    }
    cpusOff = new CountDownLatch(config.cpus());
    startKernel();
  }

  private static int[] cores() {
    BitSet allowed = Affinity.getAffinity();
    return allowed == null ? new int[0] : allowed.stream().toArray();
  }

  /**
   * The part of the boot that needs no CPU of the model, in the order of the kernel's own {@code
   * start_kernel}.
   */
  private void startKernel() {
    log.printk("Kernsync model, profile %s, JDK %s", config.profile().label(), Runtime.version());
    log.printk(
        "setup_arch: %d CPUs on %d host cores",
        cpus.size(), Runtime.getRuntime().availableProcessors());
    scheduler =
        new Scheduler(
            cpus,
            config.hz(),
            config.profile().realTimeRule(),
            config.trace(),
            bootNanos,
            violations);
    log.printk(
        "sched_init: run queues for %d CPUs, classes stop, real-time, fair (CFS), idle; real-time"
            + " %s",
        cpus.size(),
        config.profile().realTimeRule() == RealTimeRule.THROTTLE ? "throttle" : "fair server");
    softirqs = new Softirqs(cpus, scheduler, bootNanos, violations);
    softirqs.open(Softirq.SCHED, scheduler::rebalance);
    tasklets = new Tasklets(softirqs, scheduler, violations);
    functionCalls = new FunctionCalls(cpus, violations);
    Timers timers = new Timers(cpus, new Jiffies(config.hz(), bootNanos), softirqs, scheduler);
    timekeeping = new Timekeeping(cpus, scheduler, timers, softirqs);
    log.printk(
        "tick_init: %d Hz, init_timers and hrtimers_init: one timer queue a CPU", config.hz());
    timekeeping.install();
    rcuInit(timers);
    irqs = new IrqController(cpus, scheduler, rcu, bootNanos, message -> log.printk("%s", message));
    log.printk("softirq_init, early_irq_init: 10 vectors, %d lines", IrqController.LINES);
    log.printk("calibrate_delay: %.3f ns a loop", DelayLoop.calibrate());
    memory = new KernelMemory(config.memoryBytes(), new MemoryModel(), memoryTrace());
    SlotSource slots = memory.slots();
    scheduler.attachMemory(slots);
    timekeeping.attachMemory(slots);
    processes = new Processes(scheduler, rcu, bootNanos, ended::add);
    memory.attach(processes);
    kernelThreads = new KernelThreads(scheduler, processes);
    workqueues = new Workqueues(scheduler, processes, kernelThreads, slots, violations);
    log.printk("pid_idr_init, fork_init: ready");
    scheduler.setOops(this::oops);
    scheduler.setPanic(this::panic);
    syscalls = new Syscalls(scheduler, timekeeping, processes, memory, this::oops);
  }

  private MemoryTrace memoryTrace() {
    return config.trace() == null ? null : new AllocationTracer(scheduler);
  }

  /** The parts that memory needs. */
  private final class MemoryModel implements KernelMemory.Model {
    @Override
    public List<Cpu> cpus() {
      return cpus;
    }

    @Override
    public Scheduler scheduler() {
      return scheduler;
    }

    @Override
    public FunctionCalls functionCalls() {
      return functionCalls;
    }

    @Override
    public Timekeeping timekeeping() {
      return timekeeping;
    }

    @Override
    public KernelRcu rcu() {
      return rcu;
    }

    @Override
    public void printk(String line) {
      log.printk("%s", line);
    }

    @Override
    public void violated(String violation) {
      violations.accept(violation);
    }
  }

  private void rcuInit(Timers timers) {
    rcu =
        new KernelRcu(
            cpus,
            scheduler,
            softirqs,
            functionCalls,
            timers,
            message -> log.printk("%s", message),
            violations,
            config.fault());
    timekeeping.setTickListener(rcu::tick);
    for (Cpu cpu : cpus) {
      cpu.setClockEvents(rcu.around(timekeeping));
    }
    log.printk("rcu_init: %d CPUs report their quiescent states", cpus.size());
  }

  /**
   * Powers the boot CPU on and returns; the rest of the boot, and {@code userland}, run on the
   * model's own CPUs.
   *
   * @param userland what init does
   */
  public void boot(Init userland) {
    memory.cpusStart();
    start(cpus.get(0), () -> restInit(userland));
    Thread watch = new Thread(this::watch, "kernsync-watchdog");
    watch.setDaemon(true);
    watch.start();
  }

  private void start(Cpu cpu, Runnable early) {
    cpu.start(
        () -> {
          try {
            rcu.cpuStarts(cpu);
            early.run();
            scheduler.loop(cpu.id()).run();
          } catch (RuntimeException | Error bug) {
            violations.accept("cpu " + cpu.id() + " died in the boot: " + bug);
          } finally {
            rcu.cpuEnds(cpu);
            panicked |= !poweringOff; // a CPU ends in no other way
            cpusOff.countDown();
          }
        });
  }

  /** On the boot CPU as its idle task: makes pid 1 and pid 2, then this CPU begins to schedule. */
  private void restInit(Init userland) {
    Task idle = scheduler.idleTask(0);
    init =
        processes.copyTask(idle, CloneFlags.FS, "init", false, self -> kernelInit(self, userland));
    kthreadd = processes.copyTask(idle, CloneFlags.SHARE_ALL, "kthreadd", true, this::runKthreadd);
    log.printk("rest_init: init and kthreadd");
    processes.start(idle, init);
    processes.start(idle, kthreadd);
  }

  private void runKthreadd(Task self) {
    kernelThreads.run(self);
    processes.exit(self, 0);
  }

  /** Pid 1. */
  private void kernelInit(Task self, Init userland) {
    try {
      smpInit(self);
      log.printk("run init");
      userland.run(self, this);
    } catch (RuntimeException | Error bug) {
      oops(self, bug);
    } finally {
      new Shutdown(this, self).run();
      processes.exit(self, 0);
    }
  }

  private void smpInit(Task self) {
    for (Cpu cpu : cpus.subList(1, cpus.size())) {
      start(cpu, () -> {});
    }
    for (Cpu cpu : cpus) {
      Task thread =
          kernelThreads.create(self, "migration/" + cpu.id(), scheduler.migrationBody(cpu.id()));
      scheduler.adoptMigrationThread(cpu.id(), thread);
      processes.start(self, thread);
      startSoftirqThread(self, cpu);
    }
    log.printk("smp: brought up %d CPUs", cpus.size());
    workqueues.start(self);
    Task gracePeriods = kernelThreads.create(self, "rcu_sched", rcu::run);
    rcu.attach(gracePeriods);
    kernelThreads.addStopper(rcu::stop);
    processes.start(self, gracePeriods);
    memory.start(self, kernelThreads, processes);
    if (config.hungTaskNanos() > 0) {
      startHungTasks(self);
    }
  }

  private void startHungTasks(Task self) {
    HungTasks hungTasks = new HungTasks(processes, scheduler, timekeeping, config.hungTaskNanos());
    kernelThreads.addStopper(hungTasks::stop);
    processes.start(self, kernelThreads.create(self, "khungtaskd", hungTasks::run));
  }

  private void startSoftirqThread(Task self, Cpu cpu) {
    Ksoftirqd daemon = softirqs.daemon(cpu.id());
    Task thread = kernelThreads.create(self, "ksoftirqd/" + cpu.id(), daemon::run);
    scheduler.bind(cpu.id(), thread);
    daemon.attach(thread);
    kernelThreads.addStopper(daemon::stop);
    processes.start(self, thread);
  }

  /** Something threw. The kernel goes on without a user task, but not without a kernel thread. */
  private void oops(Task task, Throwable bug) {
    StackTraceElement[] stack = bug.getStackTrace();
    String place = stack.length == 0 ? "" : " at " + stack[0];
    violations.accept("oops in " + task + ": " + bug + place);
    for (StackTraceElement frame : stack) {
      log.printk("  %s", frame);
    }
    if (task.isKernelThread()) {
      requestStop();
    }
  }

  /** The kernel cannot go on: whoever waits for its end stops it. */
  private void panic(String problem) {
    violations.accept("kernel panic: " + problem);
    panicked = true;
  }

  // ---- stopping
  // -----------------------------------------------------------------------------------------------------

  /** Asks the model to stop as if its time were over. From any thread; returns at once. */
  public void requestStop() {
    stopRequested = true;
    Task first = init;
    if (first != null) {
      first.childExit().wakeAll();
    }
  }

  /**
   * Whether the model is asked to stop.
   *
   * @return true after {@link #requestStop}
   */
  public boolean isStopRequested() {
    return stopRequested;
  }

  /**
   * For init: waits until it has no child left or a stop is requested; collects children meanwhile.
   *
   * @param self init
   */
  public void awaitChildren(Task self) {
    scheduler.sleepIdle(
        self,
        TaskState.INTERRUPTIBLE,
        () -> self.childExit().waitEvent(() -> reapAll(self) || stopRequested));
  }

  private boolean reapAll(Task self) {
    Processes.Reaped reaped;
    do {
      reaped = processes.reap(self, -1);
    } while (reaped != null);
    return !processes.hasChild(self, -1);
  }

  /**
   * Whether a task that ended is still on its way off its stack: it may have to wake its parent
   * first, and sleep for that. The CPUs must not go off before.
   */
  boolean anyEndedOnItsStack() {
    return ended.list().stream().anyMatch(task -> !task.isOff())
        || kthreadd.exitState() != 0 && !kthreadd.isOff();
  }

  /**
   * The last act of init, or of whoever gives up on the model.
   *
   * @param abandon true to leave tasks behind that do not end
   */
  void powerOff(boolean abandon) {
    log.printk("reboot: power down");
    powerOffNanos = System.nanoTime();
    poweringOff = true;
    for (Cpu cpu : cpus) {
      scheduler.powerOff(cpu.id(), abandon);
    }
  }

  /** Gives up: the CPUs that still poll go off, the rest are named. */
  private Outcome giveUp(Outcome outcome) throws InterruptedException {
    log.printk("%s", StateDump.of(this));
    powerOff(true);
    if (!cpusOff.await(OFF_NANOS, TimeUnit.NANOSECONDS)) {
      violations.accept(cpusOff.getCount() + " CPUs do not power off: they never poll");
    }
    offNanos = System.nanoTime();
    return outcome;
  }

  /**
   * Waits until every CPU is off, then checks the invariants.
   *
   * @return how the run ended
   * @throws InterruptedException if interrupted while waiting
   */
  public Outcome await() throws InterruptedException {
    long stopSince = 0;
    while (!cpusOff.await(20, TimeUnit.MILLISECONDS)) {
      long now = System.nanoTime();
      if (stall != null) {
        return giveUp(Outcome.STALLED);
      }
      if (panicked) {
        return giveUp(Outcome.VIOLATED);
      }
      if (poweringOff && now - powerOffNanos > OFF_NANOS) {
        violations.accept(cpusOff.getCount() + " CPUs were told to power off and did not");
        return giveUp(Outcome.VIOLATED);
      }
      if (stopRequested && stopSince == 0) {
        stopSince = now;
      }
      if (stopSince != 0 && now - stopSince > FORCED_STOP_NANOS) {
        violations.accept(
            "the model did not stop within "
                + FORCED_STOP_NANOS / 1_000_000_000
                + " s of the request");
        return giveUp(Outcome.VIOLATED);
      }
    }
    offNanos = System.nanoTime();
    memory.cpusOff();
    rcu.drain();
    checkInvariants();
    return violations.any() ? Outcome.VIOLATED : Outcome.FINE;
  }

  private void checkInvariants() {
    scheduler.checkAtRest(violations);
    softirqs.checkAtRest(violations);
    tasklets.checkAtRest(violations);
    irqs.checkAtRest(violations);
    workqueues.checkAtRest(violations);
    rcu.checkAtRest(violations);
    timekeeping.checkAtRest(violations);
    processes.checkAtRest(violations);
    kernelThreads.checkAtRest(violations);
    syscalls.checkAtRest(violations);
    freeSlots();
    memory.checkAtRest(violations);
    long byTask = ended.switches();
    ended.list().forEach(this::checkUnused);
    for (Task task : List.of(init, kthreadd)) {
      checkUnused(task);
      byTask += EndedTasks.switchesOf(task);
    }
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      byTask += EndedTasks.switchesOf(scheduler.idleTask(cpu));
    }
    if (byTask != scheduler.contextSwitches()) {
      violations.accept(
          "the CPUs counted " + scheduler.contextSwitches() + " switches, the tasks " + byTask);
    }
  }

  /** What lives as long as the kernel is given back now, so that what is left is a leak. */
  private void freeSlots() {
    try {
      timekeeping.freeEmbedded();
      workqueues.freeEmbedded();
      scheduler.freeIdleTasks();
    } catch (IllegalStateException broken) {
      violations.accept("at the end " + broken.getMessage());
    }
  }

  private void checkUnused(Task task) {
    if (task.users() != 0) {
      violations.accept("task " + task + " ended with usage count " + task.users());
    }
  }

  // ---- watching
  // -----------------------------------------------------------------------------------------------------

  private void watch() {
    Watchdog watchdog = new Watchdog(this, config.stallNanos(), this::onStall);
    try {
      while (!cpusOff.await(watchdog.pauseNanos(), TimeUnit.NANOSECONDS)) {
        if (watchdog.look()) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void onStall(String problem) {
    log.printk("watchdog: BUG: stall: %s", problem);
    stall = "stalled: " + problem + "\n" + StateDump.of(this);
  }

  /**
   * What the watchdog saw.
   *
   * @return a report of many lines, or null where nothing stalled
   */
  public String stall() {
    return stall;
  }

  // ---- parts
  // --------------------------------------------------------------------------------------------------------

  /**
   * How the kernel was booted.
   *
   * @return the configuration
   */
  public KernelConfig config() {
    return config;
  }

  /**
   * The scheduler.
   *
   * @return the scheduler
   */
  public Scheduler scheduler() {
    return scheduler;
  }

  /**
   * The softirqs.
   *
   * @return the vectors and their threads
   */
  public Softirqs softirqs() {
    return softirqs;
  }

  /**
   * The tasklets.
   *
   * @return their two queues a CPU
   */
  public Tasklets tasklets() {
    return tasklets;
  }

  /**
   * Functions that other CPUs execute.
   *
   * @return the calls
   */
  public FunctionCalls functionCalls() {
    return functionCalls;
  }

  /**
   * The work queues.
   *
   * @return the pools, and the maker of queues
   */
  public Workqueues workqueues() {
    return workqueues;
  }

  /**
   * The memory.
   *
   * @return its allocators
   */
  public KernelMemory memory() {
    return memory;
  }

  /**
   * RCU.
   *
   * @return read sections, callbacks and grace periods
   */
  public KernelRcu rcu() {
    return rcu;
  }

  /**
   * Makes devices for this machine. Before the boot.
   *
   * @param loads how often each wants something
   * @return devices, to be started by init
   */
  public Devices devices(List<DeviceLoad> loads) {
    return new Devices(loads, irqs, softirqs, tasklets, cpus.size());
  }

  /**
   * The interrupt controller.
   *
   * @return the lines
   */
  public IrqController irqs() {
    return irqs;
  }

  /**
   * Timers and sleeps.
   *
   * @return timekeeping
   */
  public Timekeeping timekeeping() {
    return timekeeping;
  }

  /**
   * The tasks.
   *
   * @return the task list
   */
  public Processes processes() {
    return processes;
  }

  /**
   * Creates kernel threads.
   *
   * @return kthreadd's service
   */
  public KernelThreads kernelThreads() {
    return kernelThreads;
  }

  Task kthreadd() {
    return kthreadd;
  }

  /**
   * The system calls.
   *
   * @return the table
   */
  public Syscalls syscalls() {
    return syscalls;
  }

  /**
   * The kernel log.
   *
   * @return the ring
   */
  public KernelLog log() {
    return log;
  }

  Violations violationSink() {
    return violations;
  }

  /**
   * The invariants that do not hold, so far.
   *
   * @return one sentence each
   */
  public List<String> violations() {
    return violations.list();
  }

  /**
   * Each oops with what explains it, where lock debugging is on.
   *
   * @return the first of them, none where it is off
   */
  public List<OopsReport> oopsReports() {
    return lockDebugger == null ? List.of() : lockDebugger.reports();
  }

  /**
   * The tasks that have ended and were collected.
   *
   * @return of very many only the youngest
   */
  public List<Task> endedTasks() {
    return ended.list();
  }

  /**
   * How many ended tasks are no longer in {@link #endedTasks}.
   *
   * @return a count
   */
  public int foldedTasks() {
    return ended.folded();
  }

  /**
   * When the boot began.
   *
   * @return a {@link System#nanoTime}
   */
  public long bootNanos() {
    return bootNanos;
  }

  /**
   * How long the model ran.
   *
   * @return nanoseconds from the boot to now or to power-off
   */
  public long upNanos() {
    long end = offNanos;
    return (end == 0 ? System.nanoTime() : end) - bootNanos;
  }
}
