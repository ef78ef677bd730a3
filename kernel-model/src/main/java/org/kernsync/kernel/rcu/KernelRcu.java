package org.kernsync.kernel.rcu;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.kernel.cpu.ClockEvents;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.cpu.CpuThread;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.irq.FunctionCalls;
import org.kernsync.kernel.irq.Softirqs;
import org.kernsync.kernel.sched.GracePeriods;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;
import org.kernsync.kernel.time.Timers;
import org.kernsync.rcu.QsbrRcu;
import org.kernsync.rcu.QsbrReader;
import org.kernsync.rcu.RcuStall;
import org.kernsync.wait.Completion;

/**
 * RCU in the kernel: the library's {@link QsbrRcu}, whose readers are the CPUs.
 *
 * <p>A read section disables preemption. So a CPU that switches tasks is in none, nor is one that
 * idles or was in user mode when its tick came: these, and nothing else, are its quiescent states.
 * A thread waits for all CPUs; callbacks are called in the RCU softirq of the CPU that queued them,
 * ten at a time.
 *
 * <p>A CPU that stays in kernel mode holds a grace period up. From its third tick on it is asked to
 * switch; one that does not for 21 seconds is named in the log.
 *
 * <p><b>Context.</b> Read sections and {@link #call} in any context of a CPU; {@link #synchronize}
 * and {@link #barrier} in task context that may sleep.
 *
 * <p><b>Memory effects.</b> What was done in a read section happens-before the end of each grace
 * period that waited for it, and that happens-before the callback; what a writer did before {@code
 * call} or {@code synchronize} is seen by all sections that begin after the end.
 *
 * <p>Source: the kernel document {@code RCU/Design/Requirements}, of a kernel without preemptible
 * RCU.
 */
public final class KernelRcu implements GracePeriods {
  private static final int BATCH = 10;
  private static final int TICKS_BEFORE_RESCHEDULE = 2;
  private static final long STALL_SECONDS = 21;
  private static final long DRAIN_TICKS = 1;

  private final Scheduler scheduler;
  private final FunctionCalls calls;
  private final Timers timers;
  private final Consumer<String> log;
  private final Consumer<String> violations;
  private final Fault fault;
  private final QsbrRcu domain;
  private final QsbrReader[] readers; // each element: written by its CPU, then used by it only
  private final RcuCallbacks[] callbacks;
  private final int[] kernelTicks; // since the last quiescent state; each element: its CPU only

  /*
   * KR1. Who queues callbacks draws a ticket, then reads started; the grace-period thread writes started, draws a ticket, then
   * waits for the readers. The tickets are one atomic, so either the queuer's comes first: what it removed is removed before the
   * wait begins; or the thread's does: then the queuer sees that this grace period has begun and waits for the next.
   * requested is raised by compare-and-set and read by the thread before it sleeps, after it announced its sleep (S1).
   */
  private final AtomicInt64 tickets = new AtomicInt64();
  private final AtomicInt64 requested = new AtomicInt64();
  private volatile long started; // the grace-period thread
  private volatile long completed; // the same
  private volatile Task thread;
  private volatile boolean stopping;

  /**
   * Sets up RCU for CPUs that have not started.
   *
   * @param cpus the CPUs, numbered from 0
   * @param scheduler tells of switches
   * @param softirqs call callbacks
   * @param calls ask other CPUs to
   * @param timers pace the end
   * @param log told of stalls
   * @param violations told of each broken rule
   * @param fault a fault to inject, {@link Fault#NONE} outside tests
   */
  public KernelRcu(
      List<Cpu> cpus,
      Scheduler scheduler,
      Softirqs softirqs,
      FunctionCalls calls,
      Timers timers,
      Consumer<String> log,
      Consumer<String> violations,
      Fault fault) {
    this.scheduler = scheduler;
    this.calls = calls;
    this.timers = timers;
    this.log = log;
    this.violations = violations;
    this.fault = fault;
    domain =
        QsbrRcu.builder()
            .stallTimeout(STALL_SECONDS, TimeUnit.SECONDS)
            .onStall(this::stalled)
            .build();
    readers = new QsbrReader[cpus.size()];
    kernelTicks = new int[cpus.size()];
    callbacks = new RcuCallbacks[cpus.size()];
    for (int cpu = 0; cpu < callbacks.length; cpu++) {
      callbacks[cpu] = new RcuCallbacks();
    }
    softirqs.open(Softirq.RCU, this::softirq);
    scheduler.setSwitchListener(this::quiescent);
  }

  private void stalled(RcuStall stall) {
    String who =
        stall.reader() instanceof CpuThread thread ? thread.cpu().toString() : stall.describe();
    log.accept(
        "rcu: INFO: a grace period has waited "
            + stall.waitedNanos() / 1_000_000
            + " ms for "
            + who);
  }

  // ---- readers
  // ------------------------------------------------------------------------------------------------------

  /**
   * {@code rcu_read_lock}.
   *
   * @param cpu the CPU that executes the caller
   */
  @Override
  public void readLock(Cpu cpu) {
    if (fault != Fault.READER_IS_PREEMPTED) {
      cpu.preemptDisable();
    }
  }

  /**
   * {@code rcu_read_unlock}. As {@link Cpu#preemptEnable}, the caller may go on elsewhere.
   *
   * @param cpu the CPU that executes the caller
   */
  @Override
  public void readUnlock(Cpu cpu) {
    if (fault != Fault.READER_IS_PREEMPTED) {
      cpu.preemptEnable();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A thread of the host, a watcher or a view, is a reader of its own for as long as it reads.
   */
  @Override
  public <R> R read(Supplier<R> section) {
    Cpu cpu = CurrentCpu.get();
    if (cpu == null) {
      try (QsbrReader outside = domain.register()) {
        outside.readLock(); // it is online: grace periods wait for it
        return section.get();
      }
    }
    readLock(cpu);
    try {
      return section.get();
    } finally {
      readUnlock(cpu);
    }
  }

  // ---- CPUs
  // ---------------------------------------------------------------------------------------------------------

  /**
   * The CPU comes up; on its own thread.
   *
   * @param cpu the CPU
   */
  public void cpuStarts(Cpu cpu) {
    if (fault != Fault.GRACE_PERIOD_IGNORES_A_CPU || cpu.id() != readers.length - 1) {
      readers[cpu.id()] = domain.register();
    }
  }

  /**
   * The CPU goes off; on its own thread.
   *
   * @param cpu the CPU
   */
  public void cpuEnds(Cpu cpu) {
    if (readers[cpu.id()] != null) {
      readers[cpu.id()].close();
    }
  }

  /** The CPU holds nothing: on its thread between two tasks, or in a tick that may say so. */
  private void quiescent(Cpu cpu) {
    kernelTicks[cpu.id()] = 0;
    QsbrReader reader = readers[cpu.id()];
    if (reader != null) {
      reader.quiescent();
    }
  }

  /**
   * Wraps what a CPU tells when it idles: then it is no reader.
   *
   * @param clock what else is told
   * @return tells both
   */
  public ClockEvents around(ClockEvents clock) {
    return new ClockEvents() {
      @Override
      public void enterIdle(Cpu cpu) {
        clock.enterIdle(cpu);
        if (readers[cpu.id()] != null) {
          readers[cpu.id()].offline();
        }
      }

      @Override
      public void leaveIdle(Cpu cpu, long nowNanos) {
        if (readers[cpu.id()] != null) { // null before the CPU starts
          readers[cpu.id()].online();
        }
        clock.leaveIdle(cpu, nowNanos);
      }
    };
  }

  /**
   * The tick.
   *
   * @param cpu the CPU, in its timer interrupt
   */
  public void tick(Cpu cpu) {
    CpuMode mode = cpu.interruptedMode();
    boolean held = !mode.isUser() && mode != CpuMode.IDLE;
    if (!held || fault == Fault.TICK_IN_KERNEL_IS_QUIESCENT) {
      quiescent(cpu);
    } else if (completed != started && ++kernelTicks[cpu.id()] > TICKS_BEFORE_RESCHEDULE) {
      cpu.setNeedResched();
    }
  }

  // ---- waiting for readers
  // ------------------------------------------------------------------------------------------

  /**
   * {@code call_rcu}: has a callback called after a grace period.
   *
   * @param cpu the CPU that executes the caller
   * @param head the callback
   * @throws IllegalStateException if it is queued already
   */
  public void call(Cpu cpu, RcuHead head) {
    if (fault == Fault.RCU_FREES_AT_ONCE) {
      reclaim(head);
      return;
    }
    boolean flags = cpu.irqSave();
    try {
      RcuCallbacks own = callbacks[cpu.id()];
      own.add(head);
      advance(cpu, own);
    } finally {
      cpu.irqRestore(flags);
    }
  }

  /** Interrupts off. */
  private void advance(Cpu cpu, RcuCallbacks own) {
    if (!own.wantsGracePeriod()) {
      return;
    }
    tickets.incReturn(); // full: KR1
    long target = started + 1; // volatile: KR1
    own.waitFor(target);
    request(target);
    Task gracePeriods = thread;
    if (gracePeriods != null) {
      scheduler.tryToWakeUp(cpu, gracePeriods, TaskState.NORMAL);
    }
  }

  private void request(long target) {
    long seen = requested.read();
    while (target - seen > 0) {
      long found = requested.cmpxchg(seen, target);
      if (found == seen) {
        return;
      }
      seen = found;
    }
  }

  /**
   * {@code synchronize_rcu}: returns after a grace period.
   *
   * @param self the current task
   */
  @Override
  public void synchronize(Task self) {
    self.cpu().mightSleep();
    Completion done = new Completion();
    call(
        self.cpu(),
        new RcuHead() {
          @Override
          protected void reclaim() {
            done.complete();
          }
        });
    scheduler.sleepUninterruptibly(self, done::awaitUninterruptibly);
  }

  /**
   * {@code rcu_barrier}: returns when all callbacks that were queued before have been called.
   *
   * @param self the current task
   */
  public void barrier(Task self) {
    self.cpu().mightSleep();
    Completion done = new Completion();
    calls.onEachCpu(
        self.cpu(),
        cpu ->
            call(
                cpu,
                new RcuHead() {
                  @Override
                  protected void reclaim() {
                    done.complete();
                  }
                }),
        true);
    for (int cpu = 0; cpu < callbacks.length; cpu++) {
      scheduler.sleepUninterruptibly(self, done::awaitUninterruptibly);
    }
  }

  // ---- grace periods
  // ------------------------------------------------------------------------------------------------

  /**
   * Names the task that executes {@link #run}.
   *
   * @param task the task, not started
   */
  public void attach(Task task) {
    thread = task;
  }

  /**
   * What the grace-period thread executes.
   *
   * @param self the thread
   */
  public void run(Task self) {
    while (true) {
      self.setState(TaskState.INTERRUPTIBLE); // S1: before the looks at requested and stopping
      if (requested.read() - completed > 0) {
        self.setState(TaskState.RUNNING);
        started = completed + 1; // volatile: KR1
        tickets.incReturn(); // full: KR1
        scheduler.sleepIdle(self, TaskState.IDLE, domain::synchronize);
        completed = started; // volatile: before the CPUs look
        kickCpus(self);
      } else if (!stopping) {
        scheduler.schedule(self);
      } else if (pendingCallbacks() == 0) {
        self.setState(TaskState.RUNNING);
        return;
      } else {
        timers.scheduleTimeout(self, DRAIN_TICKS);
      }
    }
  }

  /** Has each CPU with callbacks look whether theirs are due, an idle one too. */
  private void kickCpus(Task self) {
    for (int cpu = 0; cpu < callbacks.length; cpu++) {
      if (callbacks[cpu].queued() != callbacks[cpu].called()) {
        calls.smpCallFunctionSingle(
            self.cpu(), cpu, own -> own.raiseSoftirqIrqoff(Softirq.RCU), false);
      }
    }
  }

  private void softirq(Cpu cpu) {
    RcuCallbacks own = callbacks[cpu.id()];
    cpu.irqSave();
    own.complete(completed); // volatile: what the readers did happens-before the callbacks
    advance(cpu, own);
    for (int called = 0; called < BATCH && own.hasDone(); called++) {
      RcuHead head = own.poll();
      cpu.irqRestore(false);
      reclaim(head);
      cpu.poll();
      cpu.irqSave();
      own.countCalled();
    }
    if (own.hasDone()) {
      cpu.raiseSoftirqIrqoff(Softirq.RCU);
    }
    cpu.irqRestore(false);
  }

  private void reclaim(RcuHead head) {
    try {
      head.reclaim();
    } catch (RuntimeException | Error bug) {
      violations.accept("oops in an RCU callback: " + bug);
    }
  }

  /**
   * Asks the thread to end once all callbacks have been called.
   *
   * @param self the current task
   */
  public void stop(Task self) {
    stopping = true;
    scheduler.tryToWakeUp(self.cpu(), thread, TaskState.NORMAL);
  }

  // ---- queries
  // ------------------------------------------------------------------------------------------------------

  /**
   * Grace periods that are over.
   *
   * @return a count
   */
  public long gracePeriods() {
    return completed;
  }

  /**
   * Callbacks queued and not called yet.
   *
   * @return a count, possibly stale
   */
  public long pendingCallbacks() {
    long pending = 0;
    for (RcuCallbacks own : callbacks) {
      pending += own.queued() - own.called();
    }
    return pending;
  }

  /**
   * When every CPU is off, so that none reads any more: calls what was queued after the thread had
   * ended, for it was among what ended. By the host.
   */
  public void drain() {
    domain.synchronize(); // a view from outside may still read
    for (RcuCallbacks own : callbacks) {
      own.completeAll();
      while (own.hasDone()) {
        reclaim(own.poll());
        own.countCalled();
      }
    }
  }

  /**
   * Checks what must hold when every CPU is off.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    if (pendingCallbacks() != 0) {
      report.accept(pendingCallbacks() + " RCU callbacks were not called");
    }
    domain.close();
  }
}
