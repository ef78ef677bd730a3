package org.kernsync.kernel.time;

import java.util.List;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.ClockEvents;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.irq.Softirqs;
import org.kernsync.kernel.mm.slot.EmbeddedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;
import org.kernsync.kernel.mm.slot.SlotSource;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/**
 * The local timers of all CPUs: the tick at HZ while a CPU has work, and exact timers, those of
 * sleeping tasks among them, always.
 *
 * <p>A CPU programs one deadline: the next tick or the first timer, whichever comes first. Idle
 * CPUs have no tick, but where the timer wheel needs one. A tick that was missed because the host
 * had taken the core is skipped, not made up for.
 */
public final class Timekeeping implements ClockEvents {
  private final Scheduler scheduler;
  private final HrTimerBase[] bases;
  private final long[] nextTick; // each element: its CPU only
  private final Timers timers;
  private Consumer<Cpu> tickListener = cpu -> {};
  private final Jiffies jiffies;
  private SlotCache timerCache; // written by attachMemory, before the CPUs start
  private final EmbeddedSlots embedded = new EmbeddedSlots();

  /**
   * Sets up timers for CPUs that have not started and installs their timer interrupt.
   *
   * @param cpus the CPUs, numbered from 0
   * @param scheduler told of each tick
   * @param timers the wheels
   * @param softirqs serve soft timers
   */
  public Timekeeping(List<Cpu> cpus, Scheduler scheduler, Timers timers, Softirqs softirqs) {
    this.scheduler = scheduler;
    this.timers = timers;
    jiffies = timers.jiffies();
    TimerTrace trace = new TimerTrace(scheduler);
    bases = new HrTimerBase[cpus.size()];
    nextTick = new long[cpus.size()];
    for (Cpu cpu : cpus) {
      bases[cpu.id()] = new HrTimerBase(cpu, trace);
      nextTick[cpu.id()] = Cpu.NEVER;
    }
    softirqs.open(Softirq.HRTIMER, this::softirq);
  }

  /**
   * Makes the caches of timers of both kinds. Before the CPUs start.
   *
   * @param slots where they are
   */
  public void attachMemory(SlotSource slots) {
    timers.attachMemory(slots);
    timerCache = slots.cache("hrtimer", HrTimerSlot.BYTES);
  }

  SlotCache timerCache() {
    return timerCache;
  }

  EmbeddedSlots embedded() {
    return embedded;
  }

  /** Gives back the timers that live as long as the kernel: every CPU is off. */
  public void freeEmbedded() {
    timers.freeEmbedded();
    embedded.freeAll();
  }

  /** Installs the timer interrupt on all CPUs. */
  public void install() {
    for (HrTimerBase base : bases) {
      base.cpu.setHandler(Interrupt.TIMER, this::onTimer);
      base.cpu.setClockEvents(this);
      leaveIdle(base.cpu, System.nanoTime());
    }
  }

  /**
   * Names who is told of each tick. Before the CPUs start.
   *
   * @param listener called in the timer interrupt
   */
  public void setTickListener(Consumer<Cpu> listener) {
    tickListener = listener;
  }

  private void onTimer(Cpu cpu, long now) {
    HrTimerBase base = bases[cpu.id()];
    if (base.expire(now)) {
      cpu.raiseSoftirqIrqoff(Softirq.HRTIMER);
    }
    if (now - nextTick[cpu.id()] >= 0) {
      timers.tick(cpu, now);
      tickListener.accept(cpu);
      scheduler.tick(cpu, now);
      scheduler.calcLoad(cpu, jiffies.at(now) - jiffies.initial(), false);
      nextTick[cpu.id()] = nextBoundary(now);
    }
    program(cpu, base);
  }

  private void softirq(Cpu cpu) {
    HrTimerBase base = bases[cpu.id()];
    try {
      base.expireSoft(System.nanoTime());
    } finally {
      boolean flags = cpu.irqSave();
      program(cpu, base); // for the soft timers that are left
      cpu.irqRestore(flags);
    }
  }

  private long nextBoundary(long now) {
    return jiffies.nanosOf(jiffies.at(now) + 1);
  }

  private void program(Cpu cpu, HrTimerBase base) {
    long timer = base.next();
    long tick = nextTick[cpu.id()];
    cpu.setTimerDeadline(timer - tick < 0 ? timer : tick);
  }

  @Override
  public void enterIdle(Cpu cpu) {
    nextTick[cpu.id()] = timers.nextNanos(cpu); // tickless but for the wheel
    program(cpu, bases[cpu.id()]);
  }

  @Override
  public void leaveIdle(Cpu cpu, long nowNanos) {
    nextTick[cpu.id()] = nextBoundary(nowNanos);
    scheduler.calcLoad(cpu, jiffies.at(nowNanos) - jiffies.initial(), true);
    program(cpu, bases[cpu.id()]);
  }

  // ---- exact timers
  // -------------------------------------------------------------------------------------------------

  /**
   * {@code hrtimer_start}: arms a timer on this CPU. In any context of a CPU, the timer's own
   * function too.
   *
   * @param cpu the CPU that executes the caller
   * @param timer the timer, not armed
   * @param expiresNanos a {@link System#nanoTime}
   * @throws IllegalStateException if it is armed
   * @throws org.kernsync.kernel.cpu.Oops if its slot is not its own any more
   */
  public void startTimer(Cpu cpu, HrTimer timer, long expiresNanos) {
    checkSlot(cpu, timer);
    if (timer.isArmed()) {
      throw new IllegalStateException("the timer is armed: cancel it first");
    }
    boolean flags = cpu.irqSave();
    HrTimerBase base = bases[cpu.id()];
    base.arm(timer, expiresNanos);
    program(cpu, base);
    cpu.irqRestore(flags);
  }

  private static void checkSlot(Cpu cpu, HrTimer timer) {
    String problem = timer.problem();
    if (problem != null) {
      cpu.oops(problem);
    }
  }

  /**
   * {@code hrtimer_cancel}: disarms a timer, and returns when its function does not run. Nobody
   * must arm it again meanwhile, but for its function.
   *
   * @param cpu the CPU that executes the caller
   * @param timer the timer
   * @return whether it was armed
   * @throws org.kernsync.kernel.cpu.Oops in an interrupt handler, or in the timer's own function:
   *     it would wait for itself; or if its slot is not its own any more
   */
  public boolean cancelTimer(Cpu cpu, HrTimer timer) {
    if (cpu.inHardirq()) {
      cpu.oops("hrtimer_cancel in an interrupt handler");
    }
    checkSlot(cpu, timer);
    HrTimerBase base = timer.base; // its function arms it there again, if at all
    if (base == null) {
      return false; // never armed
    }
    cpu.preemptDisable(); // the CPU stays the same
    HrTimerBase.Cancel found = base.tryToCancel(cpu, timer);
    for (int step = 0; found == HrTimerBase.Cancel.RUNNING; step++) {
      if (base.cpu == cpu) {
        cpu.preemptEnableNoResched();
        cpu.oops("hrtimer_cancel in the timer's own function");
      }
      CpuSpinWait.relax(cpu, step);
      found = base.tryToCancel(cpu, timer);
    }
    cpu.preemptEnable();
    return found == HrTimerBase.Cancel.DISARMED;
  }

  // ---- sleeping
  // -----------------------------------------------------------------------------------------------------

  /**
   * {@code hrtimer_sleeper}: wakes a task. Made once for each task, used for one sleep at a time,
   * each of which has its timer on the task's stack.
   */
  public static final class Sleeper {
    private final Consumer<Cpu> wake;

    private Sleeper(Scheduler scheduler, Task task) {
      wake = cpu -> scheduler.tryToWakeUp(cpu, task, TaskState.NORMAL);
    }
  }

  /**
   * Makes the sleeper of a task.
   *
   * @param task the task
   * @return its sleeper
   */
  public Sleeper sleeper(Task task) {
    return new Sleeper(scheduler, task);
  }

  /**
   * Sleeps interruptibly until a point in time.
   *
   * @param self the current task
   * @param sleeper its sleeper
   * @param deadlineNanos a {@link System#nanoTime}
   * @return false if a signal ended the sleep early
   */
  public boolean sleepUntil(Task self, Sleeper sleeper, long deadlineNanos) {
    if (System.nanoTime() - deadlineNanos >= 0) {
      return true;
    }
    HrTimer timer = new HrTimer(self.stackSlots(), sleeper.wake, false);
    startTimer(self.cpu(), timer, deadlineNanos);
    while (true) {
      self.setState(TaskState.INTERRUPTIBLE); // S1: before the tests of timer and signal
      if (timer.hasExpired() || self.signals().isPending()) {
        break;
      }
      scheduler.schedule(self);
    }
    self.setState(TaskState.RUNNING);
    boolean slept = timer.hasExpired();
    if (!slept) {
      timer.base.cancel(self.cpu(), timer);
    }
    timer.free(); // off the queue: its function may still run, and does not look at the slot
    return slept;
  }

  /**
   * Checks what must hold when every task has ended.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    timers.checkAtRest(report);
    for (HrTimerBase base : bases) {
      if (!base.isEmpty()) {
        report.accept("cpu " + base.cpu.id() + ": a timer is left armed");
      }
      if (base.isLocked()) {
        report.accept("cpu " + base.cpu.id() + ": timer queue is still locked");
      }
    }
  }

  /**
   * The timers in ticks.
   *
   * @return the wheels
   */
  public Timers timers() {
    return timers;
  }

  /**
   * Timers that expired.
   *
   * @return the sum over all CPUs
   */
  public long expirations() {
    long sum = 0;
    for (HrTimerBase base : bases) {
      sum += base.expirations();
    }
    return sum;
  }
}
