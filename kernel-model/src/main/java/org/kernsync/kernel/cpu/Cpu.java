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
public final class Cpu extends CpuContext {
  /** A deadline that no run reaches; safe to subtract from any clock value. */
  public static final long NEVER = System.nanoTime() + (Long.MAX_VALUE >> 1);

  private static final int LAST_SOFTIRQ_ROUNDS = 1_000;

  /*
   * field          written by            written with             read with
   * needResched    any thread            volatile                 opaque (the CPU)
   * served[]       the CPU               opaque                   opaque (views)
   * the rest       the CPU               plain                    plain: one thread at a time executes a CPU, and mounting
   *                                                               a task hands its writes over on the same thread
   */
  private final InterruptWord pending = new InterruptWord();
  private volatile boolean needResched;

  private final int core;
  private final Preemption preemption;
  private boolean uniprocessor; // this one and the next are written before the start
  private boolean spinlockDebugged;
  private final CpuClock clock = new CpuClock();
  private final Map<Interrupt, InterruptHandler> handlers = new EnumMap<>(Interrupt.class);
  private InterruptHandler[] vector = {};
  private ClockEvents clockEvents;
  private volatile CpuThread thread; // written once by start, before anybody else knows the CPU
  private SoftirqEntry softirqEntry;
  private int softirqPending;
  private long timerDeadline = NEVER;
  private final long[] served = new long[Interrupt.values().length]; // opaque: views
  private CpuMode interruptedMode = CpuMode.SYSTEM;
  private boolean atePermit;

  /**
   * Makes a CPU that is not started yet.
   *
   * @param id its number, 0 to 63
   * @param core the host core to pin it to, or -1 to leave it to the host
   * @param preemption whether kernel mode is preempted
   * @param fault a fault to inject, {@link Fault#NONE} outside tests
   * @throws UnsupportedOperationException with one sentence where this JDK lacks what a CPU needs
   */
  public Cpu(int id, int core, Preemption preemption, Fault fault) {
    super(id, fault);
    this.core = core;
    this.preemption = preemption;
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
   * Says that the machine has no other CPU: spinlocks take their form for one. Before the CPU
   * starts.
   *
   * @param debugged whether they watch for misuse
   */
  public void setUniprocessor(boolean debugged) {
    uniprocessor = true;
    spinlockDebugged = debugged;
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
   * Installs the softirqs. Before the CPU starts.
   *
   * @param entry called when they may run and some are pending
   */
  public void setSoftirqEntry(SoftirqEntry entry) {
    softirqEntry = entry;
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
    pending.raise(interrupt, thread);
  }

  /**
   * The poll point: takes whatever interrupt is pending, the local timer included, where interrupts
   * are enabled. With {@link Preemption#FULL} the task may leave the CPU here, where it is in
   * kernel mode outside of atomic sections, and go on with another one.
   */
  public void poll() {
    assert isHere() : this;
    long now = clock.read();
    if (!irqsOff && isDue(now)) {
      takeInterrupts(now);
      preemptIfDue();
    }
  }

  /** A poll in a place where interrupts may be off. */
  void pollIfEnabled() {
    if (!irqsOff) {
      poll();
    }
  }

  private boolean isDue(long now) {
    return pending.isAny() || now - timerDeadline >= 0;
  }

  /** Interrupt entry and exit, on top of whatever the CPU was doing. */
  private void takeInterrupts(long entry) {
    boolean pinHere = onTaskStack;
    if (pinHere) {
      Pin.pin();
    }
    int before = count.value();
    irqsOff = true;
    count.enter(PreemptCount.HARDIRQ_OFFSET);
    CpuMode interrupted = clock.enter(CpuMode.IRQ, entry);
    interruptedMode = interrupted;
    try {
      serveAll(entry);
      count.leave(PreemptCount.HARDIRQ_OFFSET);
      if (softirqPending != 0 && mayServeSoftirqs()) {
        softirqEntry.doSoftirq(this);
      }
    } finally {
      count.reset(before);
      clock.enter(interrupted, clock.lastReadNanos());
      irqsOff = false;
      if (pinHere) {
        Pin.unpin();
        returnParkPermit(true);
      }
    }
  }

  /** On interrupt exit: not where it came upon a softirq, or upon code that disabled them. */
  private boolean mayServeSoftirqs() {
    return !count.inInterrupt() || fault() == Fault.NESTED_SOFTIRQ;
  }

  private void serveAll(long entry) {
    long now = entry;
    do {
      int taken = pending.take();
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
    int kind = interrupt.ordinal();
    SERVED.setOpaque(served, kind, served[kind] + 1); // opaque: one writer
    InterruptHandler handler = vector[kind];
    if (handler == null) {
      return;
    }
    int before = count.value();
    handler.handle(this, now);
    if (!irqsOff || count.value() != before) {
      String what = "the handler of the " + interrupt.label() + " interrupt";
      checkBalanced(what, before, irqsOff);
      irqsOff = true;
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
    if (owed && fault() != Fault.NO_SELF_UNPARK) {
      LockSupport.unpark(Thread.currentThread());
    }
  }

  /**
   * Turns interrupts off.
   *
   * @return what to give to {@link #irqRestore}
   */
  public boolean irqSave() {
    assert isHere() : this;
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
    if (!saved && pending.isAny() && fault() != Fault.NO_PENDING_RECHECK) {
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

  // ---- preemption
  // ---------------------------------------------------------------------------------------------------

  /**
   * Enters an atomic section: the task stays on this CPU and does not sleep until the matching
   * enable.
   */
  public void preemptDisable() {
    assert isHere() : this;
    enter(PreemptCount.PREEMPT_OFFSET);
  }

  /**
   * Leaves an atomic section; on the last one, takes what is pending where interrupts are enabled,
   * and with {@link Preemption#FULL} gives way to a task that deserves the CPU more: then the
   * caller may go on elsewhere and has to look its CPU up again.
   */
  public void preemptEnable() {
    if (leave(PreemptCount.PREEMPT_OFFSET) && onTaskStack && !irqsOff) {
      if (pending.isAny()) {
        poll();
      } else {
        preemptIfDue();
      }
    }
  }

  /** {@code preempt_enable_no_resched}: neither polls nor gives way. */
  public void preemptEnableNoResched() {
    leave(PreemptCount.PREEMPT_OFFSET);
  }

  /** {@code local_bh_disable}: no softirq runs on this CPU until the matching enable. */
  public void localBhDisable() {
    assert isHere() : this;
    enter(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
  }

  /**
   * {@code local_bh_enable}: on the last one, runs the softirqs that became pending meanwhile. Not
   * with interrupts off, nor in a handler: that is an oops.
   */
  public void localBhEnable() {
    if (irqsOff || count.inHardirq()) {
      oops("local_bh_enable with interrupts off or in an interrupt handler");
    }
    enter(PreemptCount.PREEMPT_OFFSET); // the CPU stays the same while the softirqs run
    leave(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
    if (softirqPending != 0 && !count.inInterrupt()) {
      runSoftirqs();
    }
    preemptEnable();
  }

  /** {@code _local_bh_enable}: ends a section in which softirqs stay pending for somebody else. */
  public void localBhEnableNoSoftirqs() {
    leave(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
  }

  /** Serves pending softirqs in the caller's context, with interrupts on before and after. */
  public void runSoftirqs() {
    irqsOff = true;
    if (softirqPending != 0 && !count.inInterrupt()) {
      CpuMode mode = clock.mode();
      softirqEntry.doSoftirq(this);
      enterMode(mode);
    }
    irqRestore(false);
  }

  /** Before the CPU goes off, on its own thread: serves what nobody else will serve. */
  public void drainSoftirqs() {
    for (int rounds = 0; softirqPending != 0 && rounds < LAST_SOFTIRQ_ROUNDS; rounds++) {
      softirqEntry.doSoftirq(this);
    }
  }

  /**
   * Kernel preemption. The last act of whoever calls: this may not be the caller's CPU after it.
   * The task stays queued whatever state it announced, as under {@code PREEMPT_ACTIVE}.
   */
  private void preemptIfDue() {
    if (preemption == Preemption.FULL
        && count.value() == 0
        && onTaskStack
        && !irqsOff
        && needResched()
        && !clock.mode().isUser()) {
      Thread.yield();
    }
  }

  /** After a contended lock was taken: makes good for a permit eaten while halted. */
  public void afterHalts() {
    if (atePermit && onTaskStack && !count.inHardirq()) {
      returnParkPermit(false);
    }
  }

  // ---- softirqs
  // -----------------------------------------------------------------------------------------------------

  /**
   * The pending softirqs. Interrupts off, or only a hint.
   *
   * @return a bit for each vector
   */
  public int softirqPending() {
    return softirqPending;
  }

  /**
   * Takes the pending softirqs. Interrupts off.
   *
   * @return a bit for each vector; none is pending now
   */
  public int takeSoftirqs() {
    int taken = softirqPending;
    softirqPending = 0;
    return taken;
  }

  /**
   * {@code raise_softirq}: makes a softirq pending on this CPU. It runs on the way out of the
   * current interrupt or softirq, when softirqs are enabled again, or, raised from task context, in
   * {@code ksoftirqd}.
   *
   * @param vector which
   */
  public void raiseSoftirq(Softirq vector) {
    boolean flags = irqSave();
    raiseSoftirqIrqoff(vector);
    irqRestore(flags);
  }

  /**
   * {@code raise_softirq_irqoff}: the same with interrupts off.
   *
   * @param vector which
   */
  public void raiseSoftirqIrqoff(Softirq vector) {
    int before = softirqPending;
    softirqPending = before | vector.bit();
    softirqEntry.raised(this, vector, (before & vector.bit()) != 0);
  }

  /**
   * What the current interrupt came upon. In interrupt handlers only.
   *
   * @return the mode
   */
  public CpuMode interruptedMode() {
    return interruptedMode;
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
      pending.halt(blocker, nanos, !irqsOff);
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
      pending.halt(this, nanos, true);
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

  // ---- running tasks
  // ------------------------------------------------------------------------------------------------

  /**
   * Runs a task's continuation on this CPU until it leaves: interrupts are on while the task runs.
   *
   * @param continuation what mounts and runs the task
   * @return what the task left behind, which is a bug of the task unless null
   */
  public String run(Runnable continuation) {
    onTaskStack = true;
    irqsOff = false;
    continuation.run();
    boolean leftIrqsOff = irqsOff;
    irqsOff = true;
    onTaskStack = false;
    int leaked = count.value();
    if (leaked != 0) {
      count.reset(0);
      setKernelLocked(false);
    }
    return leaked != 0 || leftIrqsOff
        ? "preempt_count "
            + PreemptCount.describe(leaked)
            + ", irqs "
            + (leftIrqsOff ? "off" : "on")
        : null;
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
   * The host core it is pinned to.
   *
   * @return a core number, or -1
   */
  public int core() {
    return core;
  }

  /**
   * Whether the machine has no other CPU.
   *
   * @return true where a spinlock need not spin
   */
  public boolean isUniprocessor() {
    return uniprocessor;
  }

  /**
   * Whether the spinlocks of a machine with one CPU watch for misuse.
   *
   * @return false on several CPUs, where they always do
   */
  public boolean isSpinlockDebugged() {
    return spinlockDebugged;
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
    long sum = 0;
    for (int kind = 0; kind < served.length; kind++) {
      sum += (long) SERVED.getOpaque(served, kind);
    }
    return sum;
  }

  /**
   * How many interrupts of one kind were served.
   *
   * @param interrupt the kind
   * @return a count, possibly stale
   */
  public long interruptCount(Interrupt interrupt) {
    return (long) SERVED.getOpaque(served, interrupt.ordinal()); // opaque: one writer
  }

  @Override
  public String toString() {
    return "cpu "
        + id()
        + " ["
        + clock.mode()
        + (irqsOff ? ", irqs off" : "")
        + (needResched ? ", need resched" : "")
        + ", preempt_count "
        + count
        + ", "
        + pending
        + "]";
  }

  private static final Interrupt[] SOURCES = {
    Interrupt.CALL_FUNCTION,
    Interrupt.DEVICE,
    Interrupt.WAKE_LIST,
    Interrupt.BALANCE,
    Interrupt.RESCHEDULE
  };
  private static final VarHandle SERVED = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle NEED_RESCHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEED_RESCHED = lookup.findVarHandle(Cpu.class, "needResched", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
