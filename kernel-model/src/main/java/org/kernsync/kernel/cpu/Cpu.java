package org.kernsync.kernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import net.openhft.affinity.Affinity;

/**
 * One CPU: a platform thread, usually pinned to a core, with the state that a real CPU keeps in
 * registers.
 *
 * <p><b>Interrupts</b> are delivered where the CPU polls one pending word: {@link #poll}, {@link
 * #irqRestore}, {@link #preemptEnable}, a spin-wait with interrupts on, and the idle loop. A
 * handler runs on top of whatever the CPU was doing. A loop that never polls cannot be interrupted.
 *
 * <p><b>Context.</b> Everything here is called by the CPU's own contexts (its thread, or the task
 * it has mounted), but {@link #raise} and the plain queries, which any thread may call.
 */
public final class Cpu {
  /** A deadline that no run reaches; safe to subtract from any clock value. */
  public static final long NEVER = System.nanoTime() + (Long.MAX_VALUE >> 1);

  /*
   * field          written by            written with             read with
   * pending        any thread            getAndBitwiseOr          opaque (poll), volatile (before halting)
   *                the CPU               getAndSet(0)
   * halted         the CPU               volatile                 volatile (raise)
   * needResched    any thread            volatile                 opaque (the CPU)
   * the rest       the CPU               plain                    plain: one thread at a time executes a CPU, and mounting
   *                                                               a task hands its writes over on the same thread
   *
   * No interrupt is lost: raise writes pending, then reads halted; the CPU writes halted, then reads pending. Both pairs
   * are volatile, so at least one side sees the other (store-load, label C1).
   */
  private volatile int pending;
  private volatile boolean halted;
  private volatile boolean needResched;

  private final int id;
  private final int core;
  private final Faults faults;
  private final CpuClock clock = new CpuClock();
  private final Map<Interrupt, InterruptHandler> handlers = new EnumMap<>(Interrupt.class);
  private InterruptHandler[] vector = {};
  private ClockEvents clockEvents;
  private volatile CpuThread thread; // written once by start, before anybody else knows the CPU
  private long timerDeadline = NEVER;
  private long interrupts;
  private int preemptCount;
  private boolean irqsOff = true;
  private boolean inIrq;
  private boolean onTaskStack;
  private boolean atePermit;

  /**
   * Makes a CPU that is not started yet.
   *
   * @param id its number, 0 to 63
   * @param core the host core to pin it to, or -1 to leave it to the host
   * @param faults the faults to inject, {@link Faults#NONE} outside tests
   * @throws UnsupportedOperationException with one sentence where this JDK lacks what a CPU needs
   */
  public Cpu(int id, int core, Faults faults) {
    Pin.probe();
    this.id = id;
    this.core = core;
    this.faults = faults;
  }

  /**
   * Installs a handler. Before the CPU starts.
   *
   * @param interrupt which interrupt
   * @param handler its top half
   */
  public void setHandler(Interrupt interrupt, InterruptHandler handler) {
    handlers.put(interrupt, handler);
  }

  /**
   * Installs the tick. Before the CPU starts.
   *
   * @param events told when the CPU idles
   */
  public void setClockEvents(ClockEvents events) {
    clockEvents = events;
  }

  /**
   * Brings the CPU up: starts its thread, pins it, and runs the body until it returns.
   *
   * @param body what the CPU executes, with interrupts off at first
   */
  public void start(Runnable body) {
    vector = new InterruptHandler[Interrupt.values().length];
    handlers.forEach((interrupt, handler) -> vector[interrupt.ordinal()] = handler);
    CpuThread cpuThread = new CpuThread(this, () -> execute(body));
    thread = cpuThread;
    cpuThread.start();
  }

  private void execute(Runnable body) {
    if (core >= 0) {
      Affinity.setAffinity(core);
    }
    clock.start(Thread.currentThread());
    try {
      body.run();
    } finally {
      clock.stop();
    }
  }

  // ---- interrupts
  // ---------------------------------------------------------------------------------------------------

  /**
   * Raises an interrupt on this CPU. From any thread; never blocks.
   *
   * @param interrupt which
   */
  public void raise(Interrupt interrupt) {
    int before =
        (int) PENDING.getAndBitwiseOr(this, interrupt.bit()); // volatile: C1, pairs with #halt
    if (halted && (before & interrupt.bit()) == 0) { // volatile: C1
      LockSupport.unpark(thread);
    }
  }

  /**
   * The poll point: takes whatever interrupt is pending, the local timer included, where interrupts
   * are enabled.
   */
  public void poll() {
    long now = clock.read();
    if (isDue(now) && !irqsOff && !inIrq) {
      takeInterrupts(now);
    }
  }

  /** A poll in a place where interrupts may be off. */
  void pollIfEnabled() {
    if (!irqsOff && !inIrq) {
      poll();
    }
  }

  private boolean isDue(long now) {
    return (int) PENDING.getOpaque(this)
            != 0 // opaque: a poll may be late, taking them is ordered by getAndSet
        || now - timerDeadline >= 0;
  }

  private void takeInterrupts(long entry) {
    boolean pinHere = onTaskStack;
    if (pinHere) {
      Pin.pin();
    }
    inIrq = true;
    irqsOff = true;
    CpuMode interrupted = clock.enter(CpuMode.IRQ, entry);
    try {
      serveAll(entry);
    } finally {
      clock.enter(interrupted, clock.lastReadNanos());
      irqsOff = false;
      inIrq = false;
      if (pinHere) {
        Pin.unpin();
        returnParkPermit(true);
      }
    }
  }

  private void serveAll(long entry) {
    long now = entry;
    do {
      // volatile: C1; what was published before raise is seen by the handlers
      int taken = (int) PENDING.getAndSet(this, 0);
      if (now - timerDeadline >= 0) {
        serve(Interrupt.TIMER, now);
      }
      for (Interrupt interrupt : SOURCES) {
        if ((taken & interrupt.bit()) != 0) {
          serve(interrupt, now);
        }
      }
      now = clock.read();
    } while (isDue(now));
  }

  private void serve(Interrupt interrupt, long now) {
    interrupts++;
    InterruptHandler handler = vector[interrupt.ordinal()];
    if (handler != null) {
      handler.handle(this, now);
    }
  }

  /**
   * Gives back the park permit that halting on top of the current task may have consumed: it may
   * have been the wake-up of the sleep that the task is preparing. A permit too many only makes a
   * wait loop look once more.
   *
   * @param interruptExit true on leaving an interrupt, where a handler may have consumed it in any
   *     way
   */
  private void returnParkPermit(boolean interruptExit) {
    boolean owed = atePermit || interruptExit;
    atePermit = false;
    if (owed && !faults.noSelfUnpark()) {
      LockSupport.unpark(Thread.currentThread());
    }
  }

  /**
   * Turns interrupts off.
   *
   * @return what to give to {@link #irqRestore}
   */
  public boolean irqSave() {
    boolean before = irqsOff;
    irqsOff = true;
    return before;
  }

  /**
   * Puts interrupts back; where that enables them, takes what is pending.
   *
   * @param saved what {@link #irqSave} returned
   */
  public void irqRestore(boolean saved) {
    irqsOff = saved;
    if (!saved && (int) PENDING.getOpaque(this) != 0) { // opaque: as in isDue
      pollIfEnabled();
    }
  }

  /**
   * Puts interrupts back without taking what is pending, for code that the JDK called: no handler
   * may run on top of it. The next poll takes them.
   *
   * @param saved what {@link #irqSave} returned
   */
  public void irqRestoreWithoutPoll(boolean saved) {
    irqsOff = saved;
  }

  /**
   * Whether interrupts are off.
   *
   * @return true when off
   */
  public boolean irqsDisabled() {
    return irqsOff;
  }

  // ---- preemption
  // ---------------------------------------------------------------------------------------------------

  /**
   * Enters an atomic section: the task stays on this CPU and does not sleep until the matching
   * enable.
   */
  public void preemptDisable() {
    if (preemptCount++ == 0 && onTaskStack && !faults.noPin()) {
      Pin.pin();
    }
  }

  /**
   * Leaves an atomic section; on the last one, takes what is pending where interrupts are enabled.
   */
  public void preemptEnable() {
    if (preemptCount <= 0) {
      throw new IllegalStateException("cpu " + id + ": preemptEnable without preemptDisable");
    }
    if (--preemptCount == 0 && onTaskStack) {
      if (!faults.noPin()) {
        Pin.unpin();
      }
      if (!irqsOff && (int) PENDING.getOpaque(this) != 0) { // opaque: as in isDue
        pollIfEnabled();
      }
    }
  }

  /** After a contended lock was taken: makes good for a permit eaten while halted. */
  public void afterHalts() {
    if (atePermit && onTaskStack && !inIrq) {
      returnParkPermit(false);
    }
  }

  /**
   * Whether the CPU is in an atomic section or in an interrupt.
   *
   * @return true where sleeping is a bug
   */
  public boolean inAtomic() {
    return preemptCount != 0 || inIrq || irqsOff;
  }

  /**
   * The depth of atomic sections.
   *
   * @return zero or more
   */
  public int preemptCount() {
    return preemptCount;
  }

  /**
   * Asks the CPU to choose again at its next chance. Set by the scheduler under the run-queue lock.
   */
  public void setNeedResched() {
    needResched = true; // volatile: a hint; the choice itself is made under the run-queue lock
  }

  /** The choice has been made. */
  public void clearNeedResched() {
    NEED_RESCHED.setOpaque(this, false); // opaque: under the run-queue lock
  }

  /**
   * Whether the CPU should choose again.
   *
   * @return true if so
   */
  public boolean needResched() {
    return (boolean) NEED_RESCHED.getOpaque(this); // opaque: a late look costs one poll interval
  }

  // ---- halting
  // ------------------------------------------------------------------------------------------------------

  /**
   * Halts inside an atomic section or a spin-wait; returns on any interrupt, unpark or after the
   * time.
   */
  void haltInAtomic(Object blocker, long maxNanos) {
    long nanos = maxNanos;
    if (!irqsOff) {
      nanos = Math.min(nanos, timerDeadline - System.nanoTime());
    }
    if (nanos > 0) {
      atePermit |= onTaskStack;
      halt(blocker, nanos, !irqsOff);
    }
  }

  /**
   * Idles until an interrupt is due. Called by the idle loop on the CPU's own thread with
   * interrupts off; returns with interrupts off after they have been taken.
   *
   * @param maxNanos the longest time to halt
   */
  public void idle(long maxNanos) {
    long now = clock.read();
    clockEvents.enterIdle(this);
    clock.enterIdle(now);
    long nanos = Math.min(maxNanos, timerDeadline - now);
    if (nanos > 0) {
      halt(this, nanos, true);
    }
    now = System.nanoTime();
    clock.leaveIdle(now);
    clockEvents.leaveIdle(this, now);
    pollWithIrqsOn();
  }

  /**
   * Opens the window for interrupts in code that runs with them off, as the CPU's own loop does.
   */
  public void pollWithIrqsOn() {
    irqsOff = false;
    poll();
    irqsOff = true;
  }

  private void halt(Object blocker, long nanos, boolean unlessPending) {
    halted = true; // volatile: C1, pairs with #raise
    if (!unlessPending || pending == 0) { // volatile: C1
      LockSupport.parkNanos(blocker, nanos);
    }
    halted = false;
  }

  // ---- running tasks
  // ------------------------------------------------------------------------------------------------

  /**
   * Runs a task's continuation on this CPU until it leaves: interrupts are on while the task runs.
   *
   * @param continuation what mounts and runs the task
   * @return the atomic sections that the task left open, which is a bug of the task unless zero
   */
  public int run(Runnable continuation) {
    onTaskStack = true;
    irqsOff = false;
    continuation.run();
    irqsOff = true;
    onTaskStack = false;
    int leaked = preemptCount;
    preemptCount = 0;
    return leaked;
  }

  /**
   * Changes what the time is charged to.
   *
   * @param mode the mode that begins
   * @return the mode that ended
   */
  public CpuMode enterMode(CpuMode mode) {
    return clock.enter(mode, clock.read());
  }

  /**
   * Sets when the local timer fires. Interrupts off.
   *
   * @param deadlineNanos a {@link System#nanoTime}; far away means never
   */
  public void setTimerDeadline(long deadlineNanos) {
    timerDeadline = deadlineNanos;
  }

  // ---- queries
  // ------------------------------------------------------------------------------------------------------

  /**
   * The CPU's number.
   *
   * @return 0 to 63
   */
  public int id() {
    return id;
  }

  /**
   * The host core it is pinned to.
   *
   * @return a core number, or -1
   */
  public int core() {
    return core;
  }

  /**
   * The CPU's clocks.
   *
   * @return the clocks
   */
  public CpuClock clock() {
    return clock;
  }

  /**
   * The faults this model was booted with.
   *
   * @return {@link Faults#NONE} outside tests
   */
  public Faults faults() {
    return faults;
  }

  /**
   * The thread that is this CPU.
   *
   * @return the thread, or null before the start
   */
  public Thread thread() {
    return thread;
  }

  /**
   * How many interrupts were served.
   *
   * @return a count, possibly stale
   */
  public long interruptCount() {
    return interrupts;
  }

  @Override
  public String toString() {
    return "cpu "
        + id
        + " ["
        + clock.mode()
        + (halted ? ", halted" : "")
        + (irqsOff ? ", irqs off" : "")
        + (needResched ? ", need resched" : "")
        + ", preempt count "
        + preemptCount
        + ", pending 0x"
        + Integer.toHexString(pending)
        + "]";
  }

  private static final Interrupt[] SOURCES = {
    Interrupt.WAKE_LIST, Interrupt.BALANCE, Interrupt.RESCHEDULE
  };
  private static final VarHandle PENDING;
  private static final VarHandle NEED_RESCHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PENDING = lookup.findVarHandle(Cpu.class, "pending", int.class);
      NEED_RESCHED = lookup.findVarHandle(Cpu.class, "needResched", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
