package org.kernsync.kernel.boot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.openhft.affinity.Affinity;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.irq.FunctionCalls;
import org.kernsync.kernel.irq.IrqController;
import org.kernsync.kernel.irq.Softirqs;
import org.kernsync.kernel.irq.Tasklets;
import org.kernsync.kernel.lockdep.LockDebugger;
import org.kernsync.kernel.memory.AllocationTracer;
import org.kernsync.kernel.memory.KernelMemory;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.slot.SlotSource;
import org.kernsync.kernel.printk.KernelLog;
import org.kernsync.kernel.process.KernelThreads;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.rcu.KernelRcu;
import org.kernsync.kernel.sched.RealTimeRule;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.Syscalls;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.kernel.time.Jiffies;
import org.kernsync.kernel.time.Timekeeping;
import org.kernsync.kernel.time.Timers;
import org.kernsync.kernel.workqueue.Workqueues;

/**
 * The machine and the parts of its kernel, put together in the order of the kernel's own {@code
 * start_kernel}: all that needs no CPU that runs. The rest of the boot is {@link Bringup}.
 *
 * <p>The fields are written before any other thread gets to know the kernel.
 */
final class Assembly {
  final KernelConfig config;
  final long bootNanos = System.nanoTime();
  final KernelLog log = new KernelLog(bootNanos);
  final Violations violations = new Violations(log);
  final EndedTasks ended = new EndedTasks();
  final LockDebugger lockDebugger; // null where nobody watches locks
  final List<Cpu> cpus;
  final Scheduler scheduler;
  final Softirqs softirqs;
  final Tasklets tasklets;
  final FunctionCalls functionCalls;
  final Timekeeping timekeeping;
  final KernelRcu rcu;
  final IrqController irqs;
  final KernelMemory memory;
  final Processes processes;
  final KernelThreads kernelThreads;
  final Workqueues workqueues;
  final Syscalls syscalls;

  /**
   * Assembles the machine; nothing runs yet.
   *
   * @param oops told what a task threw
   * @param panic told why the kernel cannot go on
   */
  Assembly(KernelConfig config, BiConsumer<Task, Throwable> oops, Consumer<String> panic) {
    this.config = config;
    lockDebugger = config.lockDebugging() ? new LockDebugger(config.cpus(), this::print) : null;
    cpus = setupArch();
    scheduler = schedInit();
    softirqs = new Softirqs(cpus, scheduler, bootNanos, violations);
    softirqs.open(Softirq.SCHED, scheduler::rebalance);
    tasklets = new Tasklets(softirqs, scheduler, violations);
    functionCalls = new FunctionCalls(cpus, violations);
    Timers timers = new Timers(cpus, new Jiffies(config.hz(), bootNanos), softirqs, scheduler);
    timekeeping = timeInit(timers);
    rcu = rcuInit(timers);
    irqs = new IrqController(cpus, scheduler, rcu, bootNanos, this::print);
    log.printk("softirq_init, early_irq_init: 10 vectors, %d lines", IrqController.LINES);
    log.printk("calibrate_delay: %.3f ns a loop", DelayLoop.calibrate());
    memory = memoryInit();
    SlotSource slots = memory.slots();
    scheduler.attachMemory(slots);
    timekeeping.attachMemory(slots);
    processes = new Processes(scheduler, rcu, bootNanos, ended::add);
    memory.attach(processes);
    kernelThreads = new KernelThreads(scheduler, processes);
    workqueues = new Workqueues(scheduler, processes, kernelThreads, slots, violations);
    log.printk("pid_idr_init, fork_init: ready");
    scheduler.setOops(oops);
    scheduler.setPanic(panic);
    syscalls = new Syscalls(scheduler, timekeeping, processes, memory, oops);
  }

  private void print(String line) {
    log.printk("%s", line);
  }

  private List<Cpu> setupArch() {
    List<Cpu> made = new ArrayList<>();
    int[] cores = cores();
    for (int id = 0; id < config.cpus(); id++) {
      int core = config.pinned() && cores.length > 0 ? cores[id % cores.length] : -1;
      Cpu cpu = new Cpu(id, core, config.preemption(), config.fault());
      cpu.setOops(violations);
      if (config.cpus() == 1) {
        cpu.setUniprocessor(config.spinlockDebug());
      }
      cpu.setLockWatch(lockDebugger);
      made.add(cpu);
    }
    log.printk("Kernsync model, profile %s, JDK %s", config.profile().label(), Runtime.version());
    log.printk(
        "setup_arch: %d CPUs on %d host cores",
        made.size(), Runtime.getRuntime().availableProcessors());
    return made;
  }

  private static int[] cores() {
    BitSet allowed = Affinity.getAffinity();
    return allowed == null ? new int[0] : allowed.stream().toArray();
  }

  private Scheduler schedInit() {
    RealTimeRule rule = config.profile().realTimeRule();
    Scheduler made = new Scheduler(cpus, config.hz(), rule, config.trace(), bootNanos, violations);
    log.printk(
        "sched_init: run queues for %d CPUs, classes stop, real-time, fair (CFS), idle; real-time"
            + " %s",
        cpus.size(), rule == RealTimeRule.THROTTLE ? "throttle" : "fair server");
    return made;
  }

  private Timekeeping timeInit(Timers timers) {
    Timekeeping made = new Timekeeping(cpus, scheduler, timers, softirqs);
    log.printk(
        "tick_init: %d Hz, init_timers and hrtimers_init: one timer queue a CPU", config.hz());
    made.install();
    return made;
  }

  private KernelRcu rcuInit(Timers timers) {
    KernelRcu made =
        new KernelRcu(
            cpus,
            scheduler,
            softirqs,
            functionCalls,
            timers,
            this::print,
            violations,
            config.fault());
    timekeeping.setTickListener(made::tick);
    for (Cpu cpu : cpus) {
      cpu.setClockEvents(made.around(timekeeping));
    }
    log.printk("rcu_init: %d CPUs report their quiescent states", cpus.size());
    return made;
  }

  private KernelMemory memoryInit() {
    MemoryTrace trace = config.trace() == null ? null : new AllocationTracer(scheduler);
    return new KernelMemory(config.memoryBytes(), new MemoryModel(), trace);
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
      print(line);
    }

    @Override
    public void violated(String violation) {
      violations.accept(violation);
    }
  }
}
