package org.kernsync.kernel.time;

import java.util.List;
import java.util.function.Consumer;
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
 * Timers in ticks: a wheel on each CPU, run in its TIMER softirq.
 *
 * <p>A timer is never early. It is late by at most one granule of its distance and what the softirq
 * takes to come: up to two ticks.
 *
 * <p><b>Context.</b> All but {@link #delTimerSync} and {@link #scheduleTimeout} in any context of a
 * CPU.
 *
 * <p>Source: the kernel's {@code kernel/time/timer.c}, facts of 5.4.
 *
 * <p><b>Differences from Linux.</b> One wheel a CPU: no timer is moved off an idle CPU ({@code
 * BASE_DEF}), none is deferrable.
 */
public final class Timers {
  /** {@code MAX_SCHEDULE_TIMEOUT}: until somebody wakes the sleeper. */
  public static final long MAX_SCHEDULE_TIMEOUT = Long.MAX_VALUE;

  private final Jiffies jiffies;
  private final Scheduler scheduler;
  private final WheelBase[] bases;
  private final TimerTrace trace;
  private SlotCache cache; // written by attachMemory, before the CPUs start
  private final EmbeddedSlots embedded = new EmbeddedSlots();

  /**
   * Sets up wheels for CPUs that have not started, and opens the softirq.
   *
   * @param cpus the CPUs, numbered from 0
   * @param jiffies the clock of the wheels
   * @param softirqs serve them
   * @param scheduler wakes sleepers
   */
  public Timers(List<Cpu> cpus, Jiffies jiffies, Softirqs softirqs, Scheduler scheduler) {
    this.jiffies = jiffies;
    this.scheduler = scheduler;
    trace = new TimerTrace(scheduler);
    bases = new WheelBase[cpus.size()];
    for (Cpu cpu : cpus) {
      bases[cpu.id()] = new WheelBase(cpu, jiffies.hz(), jiffies.initial(), trace);
    }
    softirqs.open(Softirq.TIMER, cpu -> bases[cpu.id()].run(jiffies.now()));
  }

  /** Makes the cache of timers. Before the CPUs start. */
  void attachMemory(SlotSource slots) {
    cache = slots.cache("timer_list", TimerSlot.BYTES);
  }

  /** The CPU's share of its tick: raises the softirq where something is due. */
  void tick(Cpu cpu, long nowNanos) {
    if (jiffies.at(nowNanos) - bases[cpu.id()].next() >= 0) {
      cpu.raiseSoftirqIrqoff(Softirq.TIMER);
    }
  }

  /** When an idle CPU has to wake up for its wheel. */
  long nextNanos(Cpu cpu) {
    return jiffies.nanosOf(bases[cpu.id()].next());
  }

  /**
   * {@code jiffies}.
   *
   * @return the clock of the wheels
   */
  public Jiffies jiffies() {
    return jiffies;
  }

  // ---- arming and cancelling
  // ----------------------------------------------------------------------------------------

  /**
   * {@code mod_timer}: arms a timer on this CPU, or changes its expiry.
   *
   * @param cpu the CPU that executes the caller
   * @param timer the timer
   * @param expires the tick at or after which to call its function
   * @return whether it was armed
   */
  public boolean modTimer(Cpu cpu, Timer timer, long expires) {
    return arm(cpu, timer, expires, bases[cpu.id()]);
  }

  /**
   * {@code add_timer_on}: arms a timer on another CPU.
   *
   * @param cpu the CPU that executes the caller
   * @param timer the timer, not armed
   * @param expires the tick at or after which to call its function
   * @param target the CPU's number
   * @throws IllegalStateException if it is armed
   */
  public void addTimerOn(Cpu cpu, Timer timer, long expires, int target) {
    if (isPending(timer)) {
      throw new IllegalStateException("the timer is armed: change it with modTimer");
    }
    arm(cpu, timer, expires, bases[target]);
  }

  private boolean arm(Cpu cpu, Timer timer, long expires, WheelBase wanted) {
    boolean flags = cpu.irqSave();
    WheelBase target = wanted;
    WheelBase old = lockBaseOf(cpu, timer);
    boolean wasArmed = disarm(cpu, old, timer);
    if (old != target) {
      if (old.isRunning(timer)) {
        target = old; // its function is running there, and there delTimerSync must find it
      } else {
        timer.base = null; // TW1: whoever looks for it waits
        old.lock.unlock(cpu);
        target.lock.lock(cpu);
      }
    }
    timer.slot.setExpires(expires);
    long now = jiffies.now();
    target.enqueue(timer, now);
    trace.start(cpu, timer, now, target.cpu.id());
    target.lock.unlock(cpu);
    if (target.cpu != cpu) {
      target.cpu.raise(Interrupt.RESCHEDULE); // it may idle until a later time
    }
    cpu.irqRestore(flags);
    return wasArmed;
  }

  /** Under the lock of the wheel that has it; returns whether it was armed. */
  private boolean disarm(Cpu cpu, WheelBase base, Timer timer) {
    boolean wasArmed = base.dequeue(timer);
    if (wasArmed) {
      trace.cancel(cpu, timer);
    }
    return wasArmed;
  }

  /** Locks the wheel that has the timer. Interrupts off. */
  private static WheelBase lockBaseOf(Cpu cpu, Timer timer) {
    for (int step = 0; ; step++) {
      WheelBase base = timer.base; // volatile: TW1
      if (base != null) {
        base.lock.lock(cpu);
        if (timer.base == base) { // volatile: TW1
          checkSlot(cpu, base, timer);
          return base;
        }
        base.lock.unlock(cpu);
      }
      CpuSpinWait.relax(cpu, step); // between two wheels: a few instructions of another CPU
    }
  }

  /** Under the lock, which is given back where the slot is not the timer's own. */
  private static void checkSlot(Cpu cpu, WheelBase base, Timer timer) {
    String problem = timer.problem();
    if (problem != null) {
      base.lock.unlock(cpu);
      cpu.oops(problem);
    }
  }

  /**
   * {@code del_timer}: disarms a timer. Its function may be running, on another CPU.
   *
   * @param cpu the CPU that executes the caller
   * @param timer the timer
   * @return whether it was armed
   */
  public boolean delTimer(Cpu cpu, Timer timer) {
    boolean flags = cpu.irqSave();
    WheelBase base = lockBaseOf(cpu, timer);
    boolean wasArmed = disarm(cpu, base, timer);
    base.lock.unlock(cpu);
    cpu.irqRestore(flags);
    return wasArmed;
  }

  /**
   * {@code del_timer_sync}: disarms a timer, and returns when its function does not run on any CPU.
   * The caller must hold no lock that the function takes, and must keep others from arming it
   * again.
   *
   * @param cpu the CPU that executes the caller
   * @param timer the timer
   * @return whether it was armed
   * @throws org.kernsync.kernel.cpu.Oops in an interrupt handler, or in the timer's own function:
   *     it would wait for itself
   */
  public boolean delTimerSync(Cpu cpu, Timer timer) {
    if (cpu.inHardirq()) {
      cpu.oops("del_timer_sync in an interrupt handler");
    }
    for (int step = 0; ; step++) {
      boolean flags = cpu.irqSave();
      WheelBase base = lockBaseOf(cpu, timer);
      boolean running = base.isRunning(timer);
      boolean wasArmed = !running && disarm(cpu, base, timer);
      base.lock.unlock(cpu);
      cpu.irqRestore(flags);
      if (!running) {
        return wasArmed;
      }
      if (base.cpu == cpu) {
        cpu.oops("del_timer_sync in the timer's own function");
      }
      CpuSpinWait.relax(cpu, step);
    }
  }

  /**
   * {@code timer_pending}.
   *
   * @param timer a timer
   * @return whether it is armed, possibly stale
   */
  public static boolean isPending(Timer timer) {
    return timer.slot.bucketSeen() >= 0; // racy: for whoever serializes its own calls
  }

  // ---- sleeping
  // -----------------------------------------------------------------------------------------------------

  /**
   * {@code schedule_timeout}: sleeps in the state that the caller announced until somebody wakes
   * it, at most for so many ticks: with 0 until the next one, without an end with {@link
   * #MAX_SCHEDULE_TIMEOUT}. A negative time is no sleep at all.
   *
   * @param self the current task, in a sleeping state
   * @param ticks the longest time
   * @return the ticks that were left, 0 where the time was over
   */
  public long scheduleTimeout(Task self, long ticks) {
    if (ticks < 0) {
      self.setState(TaskState.RUNNING);
      return 0;
    }
    if (ticks == MAX_SCHEDULE_TIMEOUT) {
      scheduler.schedule(self);
      return MAX_SCHEDULE_TIMEOUT;
    }
    scheduler.mightSleep(self); // before a timer is armed
    long end = jiffies.now() + ticks;
    Timer timer =
        new Timer(
            self.stackSlots(), bases[0], cpu -> scheduler.tryToWakeUp(cpu, self, TaskState.NORMAL));
    modTimer(self.cpu(), timer, end);
    scheduler.schedule(self);
    self.cpu().preemptDisable(); // the CPU stays the same in the next call
    Cpu cpu = self.cpu();
    delTimerSync(cpu, timer);
    cpu.preemptEnable();
    timer.free();
    return Math.max(0, end - jiffies.now());
  }

  // ---- queries
  // ------------------------------------------------------------------------------------------------------

  SlotCache cache() {
    return cache;
  }

  EmbeddedSlots embedded() {
    return embedded;
  }

  /** Gives back the timers that live as long as the kernel: every CPU is off. */
  void freeEmbedded() {
    embedded.freeAll();
  }

  WheelBase base(int cpu) {
    return bases[cpu];
  }

  /**
   * Timers that expired.
   *
   * @return the sum over all CPUs, possibly stale
   */
  public long expirations() {
    long sum = 0;
    for (WheelBase base : bases) {
      sum += base.expirations();
    }
    return sum;
  }

  /**
   * Checks what must hold when every CPU is off.
   *
   * @param report told of each thing that does not hold
   */
  public void checkAtRest(Consumer<String> report) {
    for (WheelBase base : bases) {
      if (!base.isEmpty()) {
        report.accept("cpu " + base.cpu.id() + ": a timer is left on the wheel");
      }
      if (base.lock.isLocked()) {
        report.accept("cpu " + base.cpu.id() + ": timer wheel is still locked");
      }
    }
  }
}
