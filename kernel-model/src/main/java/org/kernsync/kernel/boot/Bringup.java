package org.kernsync.kernel.boot;

import java.util.List;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.irq.Ksoftirqd;
import org.kernsync.kernel.process.CloneFlags;
import org.kernsync.kernel.process.KernelThreads;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.rcu.KernelRcu;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;

/**
 * The part of the boot that runs on the model's own CPUs: the boot CPU makes pid 1 and pid 2; pid 1
 * brings up the other CPUs, starts the kernel threads, and then does what init does.
 */
final class Bringup {
  private final Kernel kernel;
  private final Assembly parts;
  private final List<Cpu> cpus;
  private final Scheduler scheduler;
  private final Processes processes;
  private final KernelThreads kernelThreads;
  private final KernelRcu rcu;
  private volatile Task init; // this one and the next are written by the boot CPU, once
  private volatile Task kthreadd;

  Bringup(Kernel kernel, Assembly parts) {
    this.kernel = kernel;
    this.parts = parts;
    this.cpus = parts.cpus;
    this.scheduler = parts.scheduler;
    this.processes = parts.processes;
    this.kernelThreads = parts.kernelThreads;
    this.rcu = parts.rcu;
  }

  /** Powers the boot CPU on. */
  void powerOn(Kernel.Init userland) {
    parts.memory.cpusStart();
    start(cpus.get(0), () -> restInit(userland));
  }

  /** Pid 1; null until the boot CPU has made it. */
  Task init() {
    return init;
  }

  /** Pid 2; null until the boot CPU has made it. */
  Task kthreadd() {
    return kthreadd;
  }

  private void start(Cpu cpu, Runnable early) {
    cpu.start(
        () -> {
          try {
            rcu.cpuStarts(cpu);
            early.run();
            scheduler.loop(cpu.id()).run();
          } catch (RuntimeException | Error bug) {
            parts.violations.accept("cpu " + cpu.id() + " died in the boot: " + bug);
          } finally {
            rcu.cpuEnds(cpu);
            kernel.cpuOff();
          }
        });
  }

  /** On the boot CPU as its idle task: makes pid 1 and pid 2, then this CPU begins to schedule. */
  private void restInit(Kernel.Init userland) {
    Task idle = scheduler.idleTask(0);
    init =
        processes.copyTask(idle, CloneFlags.FS, "init", false, self -> kernelInit(self, userland));
    kthreadd = processes.copyTask(idle, CloneFlags.SHARE_ALL, "kthreadd", true, this::runKthreadd);
    parts.log.printk("rest_init: init and kthreadd");
    processes.start(idle, init);
    processes.start(idle, kthreadd);
  }

  private void runKthreadd(Task self) {
    kernelThreads.run(self);
    processes.exit(self, 0);
  }

  /** Pid 1. */
  private void kernelInit(Task self, Kernel.Init userland) {
    try {
      smpInit(self);
      parts.log.printk("run init");
      userland.run(self, kernel);
    } catch (RuntimeException | Error bug) {
      kernel.oops(self, bug);
    } finally {
      new Shutdown(kernel, self).run();
      processes.exit(self, 0);
    }
  }

  private void smpInit(Task self) {
    for (Cpu cpu : cpus.subList(1, cpus.size())) {
      start(cpu, () -> {});
    }
    for (Cpu cpu : cpus) {
      startMigrationThread(self, cpu);
      startSoftirqThread(self, cpu);
    }
    parts.log.printk("smp: brought up %d CPUs", cpus.size());
    parts.workqueues.start(self);
    startGracePeriods(self);
    parts.memory.start(self, kernelThreads, processes);
    if (parts.config.hungTaskNanos() > 0) {
      startHungTasks(self);
    }
  }

  private void startMigrationThread(Task self, Cpu cpu) {
    Task thread =
        kernelThreads.create(self, "migration/" + cpu.id(), scheduler.migrationBody(cpu.id()));
    scheduler.adoptMigrationThread(cpu.id(), thread);
    processes.start(self, thread);
  }

  private void startSoftirqThread(Task self, Cpu cpu) {
    Ksoftirqd daemon = parts.softirqs.daemon(cpu.id());
    Task thread = kernelThreads.create(self, "ksoftirqd/" + cpu.id(), daemon::run);
    scheduler.bind(cpu.id(), thread);
    daemon.attach(thread);
    kernelThreads.addStopper(daemon::stop);
    processes.start(self, thread);
  }

  private void startGracePeriods(Task self) {
    Task gracePeriods = kernelThreads.create(self, "rcu_sched", rcu::run);
    rcu.attach(gracePeriods);
    kernelThreads.addStopper(rcu::stop);
    processes.start(self, gracePeriods);
  }

  private void startHungTasks(Task self) {
    HungTasks hungTasks =
        new HungTasks(processes, scheduler, parts.timekeeping, parts.config.hungTaskNanos());
    kernelThreads.addStopper(hungTasks::stop);
    processes.start(self, kernelThreads.create(self, "khungtaskd", hungTasks::run));
  }
}
