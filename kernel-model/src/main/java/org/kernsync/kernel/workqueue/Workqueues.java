package org.kernsync.kernel.workqueue;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.mm.slot.EmbeddedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;
import org.kernsync.kernel.mm.slot.SlotSource;
import org.kernsync.kernel.process.KernelThreads;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;

/** The pools of all CPUs and the unbound one: what {@code alloc_workqueue} and its threads need. */
public final class Workqueues {
  /** {@code WQ_MAX_ACTIVE}. */
  public static final int MAX_ACTIVE = 512;

  /** {@code WQ_DFL_ACTIVE}. */
  public static final int DEFAULT_ACTIVE = MAX_ACTIVE / 2;

  private final Scheduler scheduler;
  private final WorkTrace trace;
  private final Processes processes;
  private final KernelThreads threads;
  private final Consumer<String> violations;
  private final WorkerPool[] bound;
  private final SlotCache cache;
  private final EmbeddedSlots embedded = new EmbeddedSlots();
  private final WorkerPool unbound = new WorkerPool(WorkerPool.UNBOUND);

  /**
   * Sets up pools without threads.
   *
   * @param scheduler wakes workers
   * @param processes starts them
   * @param threads makes them
   * @param slots where works are
   * @param violations told of each broken rule
   */
  public Workqueues(
      Scheduler scheduler,
      Processes processes,
      KernelThreads threads,
      SlotSource slots,
      Consumer<String> violations) {
    cache = slots.cache("work_struct", WorkSlot.BYTES);
    this.scheduler = scheduler;
    trace = new WorkTrace(scheduler);
    this.processes = processes;
    this.threads = threads;
    this.violations = violations;
    bound = new WorkerPool[scheduler.cpuCount()];
    for (int cpu = 0; cpu < bound.length; cpu++) {
      bound[cpu] = new WorkerPool(cpu);
    }
  }

  /**
   * {@code workqueue_init}: makes the first worker of each pool.
   *
   * @param self the current task
   */
  public void start(Task self) {
    for (WorkerPool pool : bound) {
      createWorker(self, pool);
    }
    createWorker(self, unbound);
    threads.addStopper(this::stop);
  }

  private void stop(Task self) {
    for (WorkerPool pool : bound) {
      stop(self, pool);
    }
    stop(self, unbound);
  }

  private static void stop(Task self, WorkerPool pool) {
    Cpu cpu = self.cpu();
    boolean flags = pool.lock.lockIrqSave(cpu);
    pool.stop(cpu);
    pool.lock.unlockIrqRestore(cpu, flags);
  }

  /**
   * {@code alloc_workqueue}.
   *
   * @param name shown in messages
   * @param anyCpu whether its works may be done on any CPU: {@code WQ_UNBOUND}
   * @return a new queue, {@value #DEFAULT_ACTIVE} of whose works may be active in a pool
   */
  public Workqueue create(String name, boolean anyCpu) {
    return create(name, anyCpu, DEFAULT_ACTIVE);
  }

  /**
   * {@code alloc_workqueue} with {@code max_active}. With one, on any CPU, the works are done in
   * the order of their queueing: {@code alloc_ordered_workqueue}.
   *
   * @param name shown in messages
   * @param anyCpu whether its works may be done on any CPU: {@code WQ_UNBOUND}
   * @param maxActive how many works of a CPU, or of the unbound pool, may be active, 1 to {@value
   *     #MAX_ACTIVE}
   * @return a new queue
   */
  public Workqueue create(String name, boolean anyCpu, int maxActive) {
    if (maxActive < 1 || maxActive > MAX_ACTIVE) {
      throw new IllegalArgumentException(
          "max_active "
              + maxActive
              + " of workqueue "
              + name
              + " is not within 1 to "
              + MAX_ACTIVE);
    }
    return new Workqueue(this, name, anyCpu, maxActive);
  }

  /** Makes one more worker; where none can be made, at shutdown, the pool goes on with fewer. */
  void createWorker(Task self, WorkerPool pool) {
    Worker worker = new Worker(this, pool);
    Cpu cpu = self.cpu();
    boolean flags = pool.lock.lockIrqSave(cpu);
    int number = pool.addWorker();
    pool.lock.unlockIrqRestore(cpu, flags);
    Task task = threads.create(self, "kworker/" + pool.label() + ":" + number, worker::run);
    if (task != null) {
      worker.attach(task);
      if (pool.isBound()) {
        scheduler.bind(pool.cpu, task);
      }
    }
    cpu = self.cpu();
    flags = pool.lock.lockIrqSave(cpu);
    if (task == null) {
      pool.removeWorker();
    } else {
      pool.idle.add(worker.entry); // from now on in reserve, although it has not run yet
    }
    pool.lock.unlockIrqRestore(cpu, flags);
    if (task != null) {
      processes.start(self, task);
    }
  }

  /** Calls a work's function; what it throws or leaves behind is reported. */
  void call(Task self, Work work) {
    try {
      work.function.run(self);
    } catch (RuntimeException | Error bug) {
      violations.accept("oops in a work of " + self + ": " + bug);
    }
    Cpu cpu = self.cpu();
    cpu.checkBalanced("a work of " + self, 0, !cpu.irqsDisabled());
    if (cpu.irqsDisabled()) {
      cpu.irqRestore(false);
    }
    scheduler.condResched(self);
  }

  SlotCache cache() {
    return cache;
  }

  EmbeddedSlots embedded() {
    return embedded;
  }

  /** Gives back the works that live as long as the kernel: every CPU is off. */
  public void freeEmbedded() {
    embedded.freeAll();
  }

  void report(String problem) {
    violations.accept(problem);
  }

  WorkerPool pool(int cpu) {
    return cpu == WorkerPool.UNBOUND ? unbound : bound[cpu];
  }

  WorkTrace trace() {
    return trace;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /**
   * How many threads a CPU's pool has.
   *
   * @param cpu the CPU's number
   * @return a count, possibly stale
   */
  public int workers(int cpu) {
    return bound[cpu].workers();
  }

  /**
   * Checks what must hold when every CPU is off.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    for (WorkerPool pool : bound) {
      checkAtRest(pool, report);
    }
    checkAtRest(unbound, report);
  }

  private static void checkAtRest(WorkerPool pool, Consumer<String> report) {
    if (!pool.works.isEmpty() || pool.workers() != 0 || pool.lock.isLocked()) {
      report.accept(pool + " is left with works, workers or locked");
    }
  }
}
