package org.kernsync.kernel.memory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.irq.FunctionCalls;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.rcu.KernelRcu;
import org.kernsync.kernel.rcu.RcuHead;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timekeeping;

/**
 * The model as the host of its allocators.
 *
 * <p>A CPU is a slot. In a section without locks nothing polls, so no interrupt is taken, no task
 * is preempted, and nothing else executes on that CPU; in one with locks interrupts are off. What
 * is to be done in each slot is done by each CPU itself, in a function call.
 *
 * <p><b>Context.</b> CPUs of the model; and, before they start and after they are off, the thread
 * that assembles or judges the machine, which acts for CPU 0.
 */
final class ModelHost implements MemoryHost {
  private final List<Cpu> cpus;
  private final Scheduler scheduler;
  private final FunctionCalls calls;
  private final Timekeeping timekeeping;
  private final KernelRcu rcu;
  private final Consumer<String> violations;
  private final MemoryTrace trace;
  private final Map<String, LockClass> lockClasses = new ConcurrentHashMap<>();
  private final boolean[] irqsWereOff; // each element: its CPU, while it is in its section
  private volatile boolean running; // CPUs: nobody else may act for one

  ModelHost(
      List<Cpu> cpus,
      Scheduler scheduler,
      FunctionCalls calls,
      Timekeeping timekeeping,
      KernelRcu rcu,
      Consumer<String> violations,
      MemoryTrace trace) {
    this.cpus = List.copyOf(cpus);
    this.scheduler = scheduler;
    this.calls = calls;
    this.timekeeping = timekeeping;
    this.rcu = rcu;
    this.violations = violations;
    this.trace = trace;
    irqsWereOff = new boolean[cpus.size()];
  }

  /** Before the first CPU starts, and again when the last one is off. */
  void setRunning(boolean now) {
    running = now;
  }

  /** Whether the calling thread may take locks here: it is a CPU, or none of them runs. */
  boolean isUsableHere() {
    return !running || CurrentCpu.get() != null;
  }

  private Cpu here() {
    Cpu cpu = CurrentCpu.get();
    return cpu == null ? fromOutside() : cpu;
  }

  private Cpu fromOutside() {
    if (running) {
      throw new IllegalStateException(
          "thread '"
              + Thread.currentThread().getName()
              + "' is no CPU of the model: it cannot use the model's memory while that runs");
    }
    return cpus.get(0);
  }

  /** The task that executes the caller; null in the CPU's own loop and outside. */
  static Task currentTask() {
    return CurrentCpu.context() instanceof Task task ? task : null;
  }

  // ---- slots

  @Override
  public int enter() {
    return here().id();
  }

  @Override
  public void exit(int slot) {
    // it was a section because nothing polled
  }

  @Override
  public int enterIrqSave() {
    Cpu cpu = here();
    boolean before = cpu.irqSave();
    irqsWereOff[cpu.id()] = before;
    return cpu.id();
  }

  @Override
  public void exitIrqRestore(int slot) {
    boolean before = irqsWereOff[slot]; // before the next interrupt enters the slot
    cpus.get(slot).irqRestore(before);
  }

  @Override
  public int slots() {
    return irqsWereOff.length;
  }

  @Override
  public void onEachSlot(IntConsumer action) {
    if (CurrentCpu.get() == null) {
      fromOutside();
    }
    for (int slot = 0; slot < slots(); slot++) {
      Cpu cpu = CurrentCpu.get(); // anew each time: the caller may have been preempted
      if (cpu == null) {
        action.accept(slot);
      } else {
        calls.smpCallFunctionSingle(cpu, slot, each -> action.accept(each.id()), true);
      }
    }
  }

  // ---- locks

  @Override
  public MemoryLock newLock(String name) {
    return new ModelLock(lockClasses.computeIfAbsent(name, LockClass::new));
  }

  /** {@code raw_spinlock_t}, with interrupts off. */
  private final class ModelLock implements MemoryLock {
    private final RawSpinLock lock;

    ModelLock(LockClass lockClass) {
      lock = new RawSpinLock(lockClass);
    }

    @Override
    public long lock() {
      return lock.lockIrqSave(here()) ? 1 : 0;
    }

    @Override
    public void unlock(long flags) {
      lock.unlockIrqRestore(here(), flags != 0); // the CPU that took it: it is pinned
    }

    @Override
    public boolean isHeldHere() {
      return lock.isHeldHere() || CurrentCpu.get() == null && !running; // nobody else is there
    }

    @Override
    public boolean isLocked() {
      return lock.isLocked();
    }

    @Override
    public String toString() {
      return lock.toString();
    }
  }

  // ---- the caller

  @Override
  public boolean maySleep() {
    Cpu cpu = CurrentCpu.get();
    return cpu == null || currentTask() != null && !cpu.inAtomic() && !cpu.irqsDisabled();
  }

  @Override
  public boolean isMemalloc() {
    Task task = taskThatAsks();
    return task != null && task.isMemalloc();
  }

  @Override
  public boolean isVictim() {
    Task task = taskThatAsks();
    return task != null && task.mm() instanceof UserMemory memory && memory.isVictim();
  }

  /** The task that executes the caller; null in an interrupt, whose needs are not the task's. */
  private static Task taskThatAsks() {
    Task task = currentTask();
    return task == null || task.cpu().inInterrupt() ? null : task;
  }

  @Override
  public void awaitMemory(long nanos) {
    Task self = currentTask();
    if (self == null) {
      return; // nobody else is there
    }
    if (self.signals().isPending()) {
      scheduler.yield(self); // it would not sleep
    } else {
      timekeeping.sleepUntil(self, timekeeping.sleeper(self), System.nanoTime() + nanos);
    }
  }

  @Override
  public void afterGracePeriod(Runnable action) {
    rcu.call(
        here(),
        new RcuHead() {
          @Override
          protected void reclaim() {
            action.run();
          }
        });
  }

  @Override
  public void misuse(String report) {
    Cpu cpu = CurrentCpu.get();
    if (cpu == null) {
      violations.accept(report);
      throw new IllegalStateException(report);
    }
    cpu.oops(report);
  }

  @Override
  public MemoryTrace trace() {
    return trace;
  }
}
