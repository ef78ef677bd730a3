package org.kernsync.kernel.boot;

import java.util.List;
import org.kernsync.kernel.cpu.OopsReport;
import org.kernsync.kernel.drivers.DeviceLoad;
import org.kernsync.kernel.drivers.Devices;
import org.kernsync.kernel.irq.FunctionCalls;
import org.kernsync.kernel.irq.IrqController;
import org.kernsync.kernel.irq.Softirqs;
import org.kernsync.kernel.irq.Tasklets;
import org.kernsync.kernel.memory.KernelMemory;
import org.kernsync.kernel.printk.KernelLog;
import org.kernsync.kernel.process.KernelThreads;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.rcu.KernelRcu;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.syscall.Syscalls;
import org.kernsync.kernel.time.Timekeeping;
import org.kernsync.kernel.workqueue.Workqueues;

/** What a kernel consists of, and what it tells of its run. How it lives is {@link Kernel}. */
public abstract sealed class KernelParts permits Kernel {
  final Assembly parts;

  KernelParts(KernelConfig config) {
    parts = new Assembly(config, this::oops, this::panic);
  }

  /** Something threw. The kernel goes on without a user task, but not without a kernel thread. */
  abstract void oops(Task task, Throwable bug);

  /** The kernel cannot go on: whoever waits for its end stops it. */
  abstract void panic(String problem);

  // ---- parts

  /**
   * How the kernel was booted.
   *
   * @return the configuration
   */
  public KernelConfig config() {
    return parts.config;
  }

  /**
   * The scheduler.
   *
   * @return the scheduler
   */
  public Scheduler scheduler() {
    return parts.scheduler;
  }

  /**
   * The softirqs.
   *
   * @return the vectors and their threads
   */
  public Softirqs softirqs() {
    return parts.softirqs;
  }

  /**
   * The tasklets.
   *
   * @return their two queues a CPU
   */
  public Tasklets tasklets() {
    return parts.tasklets;
  }

  /**
   * Functions that other CPUs execute.
   *
   * @return the calls
   */
  public FunctionCalls functionCalls() {
    return parts.functionCalls;
  }

  /**
   * The work queues.
   *
   * @return the pools, and the maker of queues
   */
  public Workqueues workqueues() {
    return parts.workqueues;
  }

  /**
   * The memory.
   *
   * @return its allocators
   */
  public KernelMemory memory() {
    return parts.memory;
  }

  /**
   * RCU.
   *
   * @return read sections, callbacks and grace periods
   */
  public KernelRcu rcu() {
    return parts.rcu;
  }

  /**
   * Makes devices for this machine. Before the boot.
   *
   * @param loads how often each wants something
   * @return devices, to be started by init
   */
  public Devices devices(List<DeviceLoad> loads) {
    return new Devices(loads, parts.irqs, parts.softirqs, parts.tasklets, parts.cpus.size());
  }

  /**
   * The interrupt controller.
   *
   * @return the lines
   */
  public IrqController irqs() {
    return parts.irqs;
  }

  /**
   * Timers and sleeps.
   *
   * @return timekeeping
   */
  public Timekeeping timekeeping() {
    return parts.timekeeping;
  }

  /**
   * The tasks.
   *
   * @return the task list
   */
  public Processes processes() {
    return parts.processes;
  }

  /**
   * Creates kernel threads.
   *
   * @return kthreadd's service
   */
  public KernelThreads kernelThreads() {
    return parts.kernelThreads;
  }

  /**
   * The system calls.
   *
   * @return the table
   */
  public Syscalls syscalls() {
    return parts.syscalls;
  }

  /**
   * The kernel log.
   *
   * @return the ring
   */
  public KernelLog log() {
    return parts.log;
  }

  Violations violationSink() {
    return parts.violations;
  }

  /**
   * The invariants that do not hold, so far.
   *
   * @return one sentence each
   */
  public List<String> violations() {
    return parts.violations.list();
  }

  /**
   * Each oops with what explains it, where lock debugging is on.
   *
   * @return the first of them, none where it is off
   */
  public List<OopsReport> oopsReports() {
    return parts.lockDebugger == null ? List.of() : parts.lockDebugger.reports();
  }

  /**
   * The tasks that have ended and were collected.
   *
   * @return of very many only the youngest
   */
  public List<Task> endedTasks() {
    return parts.ended.list();
  }

  /**
   * How many ended tasks are no longer in {@link #endedTasks}.
   *
   * @return a count
   */
  public int foldedTasks() {
    return parts.ended.folded();
  }

  /**
   * When the boot began.
   *
   * @return a {@link System#nanoTime}
   */
  public long bootNanos() {
    return parts.bootNanos;
  }
}
