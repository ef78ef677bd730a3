package org.kernsync.kernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How a CPU takes interrupts: where it polls, what it does on entry and exit, and how it halts
 * until one comes.
 *
 * <p><b>Context.</b> The CPU's own contexts only, but {@link #raise} and the plain queries, which
 * any thread may call.
 */
public abstract sealed class CpuInterrupts extends CpuContext permits CpuPreemption {
  /** A deadline that no run reaches; safe to subtract from any clock value. */
  public static final long NEVER = System.nanoTime() + (Long.MAX_VALUE >> 1);

  /*
   * field          written by            written with             read with
   * served[]       the CPU               opaque                   opaque (views)
   * the rest       the CPU               plain                    plain: as in CpuContext
   */
  final InterruptWord pending = new InterruptWord();
  final CpuClock clock = new CpuClock();
  volatile CpuThread thread; // written once by start, before anybody else knows the CPU
  long timerDeadline = NEVER;
  private final Map<Interrupt, InterruptHandler> handlers = new EnumMap<>(Interrupt.class);
  private InterruptHandler[] vector = {};
  private final long[] served = new long[Interrupt.values().length]; // opaque: views
  private CpuMode interruptedMode = CpuMode.SYSTEM;
  private boolean atePermit;

  CpuInterrupts(int id, Fault fault) {
    super(id, fault);
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

  /** Before the CPU starts, after the last handler was set. */
  void connectHandlers() {
    vector = new InterruptHandler[Interrupt.values().length];
    handlers.forEach((interrupt, handler) -> vector[interrupt.ordinal()] = handler);
  }

  /** On interrupt exit, after the handlers: serves the softirqs that may run here. */
  abstract void serveSoftirqsAtExit();

  /** The last act of a poll: this may not be the caller's CPU after it. */
  abstract void preemptIfDue();

  // ---- interrupts
  // ----------------------------------------------------------------------------------------------------

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
      serveSoftirqsAtExit();
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
    handler.handle((Cpu) this, now);
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

  /**
   * Opens the window for interrupts in code that runs with them off, as the CPU's own loop does.
   */
  public void pollWithIrqsOn() {
    irqsOff = false;
    poll();
    irqsOff = true;
  }

  /**
   * What the current interrupt came upon. In interrupt handlers only.
   *
   * @return the mode
   */
  public CpuMode interruptedMode() {
    return interruptedMode;
  }

  // ---- halting
  // ----------------------------------------------------------------------------------------------------

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

  /** After a contended lock was taken: makes good for a permit eaten while halted. */
  public void afterHalts() {
    if (atePermit && onTaskStack && !count.inHardirq()) {
      returnParkPermit(false);
    }
  }

  // ---- time
  // ----------------------------------------------------------------------------------------------------

  /**
   * The CPU's clocks.
   *
   * @return the clocks
   */
  public CpuClock clock() {
    return clock;
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

  private static final Interrupt[] SOURCES = {
    Interrupt.CALL_FUNCTION,
    Interrupt.DEVICE,
    Interrupt.WAKE_LIST,
    Interrupt.BALANCE,
    Interrupt.RESCHEDULE
  };
  private static final VarHandle SERVED = MethodHandles.arrayElementVarHandle(long[].class);
}
