package org.kernsync.kernel.cpu;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a CPU is in the middle of: atomic sections, softirqs, interrupt handlers, interrupts off. It
 * answers the questions that code asks before it sleeps, and reports code that breaks the rules.
 *
 * <p><b>Context.</b> The CPU's own contexts only.
 */
public abstract sealed class CpuContext permits CpuInterrupts {
  /*
   * All plain: one thread at a time executes a CPU, and mounting a task hands its writes over on the same thread.
   */
  final PreemptCount count = new PreemptCount();
  boolean irqsOff = true;
  boolean onTaskStack; // and not on the CPU's own thread
  private int kernelLocked; // 1 where one of the atomic sections is the spinning big kernel lock's
  private final int id;
  private final Fault fault;
  private Consumer<String> oopsListener = message -> {};
  private LockWatch lockWatch; // written before the CPU starts

  CpuContext(int id, Fault fault) {
    Pin.probe();
    this.id = id;
    this.fault = fault;
  }

  /**
   * Names who is told of broken rules. Before the CPU starts.
   *
   * @param listener told one sentence each
   */
  public void setOops(Consumer<String> listener) {
    oopsListener = listener;
  }

  /**
   * Turns lock debugging on. Before the CPU starts.
   *
   * @param watch told of every lock that this CPU takes
   */
  public void setLockWatch(LockWatch watch) {
    lockWatch = watch;
  }

  /**
   * Lock debugging.
   *
   * @return who is told of locks, or null where nobody is
   */
  public LockWatch lockWatch() {
    return lockWatch;
  }

  // ---- sections
  // -----------------------------------------------------------------------------------------------------

  void enter(int offset) {
    if (count.enter(offset) && onTaskStack && fault != Fault.NO_PIN) {
      Pin.pin();
    }
  }

  /** Puts an earlier count back, and the pin that goes with it. */
  void restoreCount(int before) {
    boolean wasAtomic = count.value() != 0;
    boolean isAtomic = before != 0;
    count.reset(before);
    if (wasAtomic != isAtomic && onTaskStack && fault != Fault.NO_PIN) {
      if (isAtomic) {
        Pin.pin();
      } else {
        Pin.unpin();
      }
    }
  }

  /** Returns whether it was the last section. */
  boolean leave(int offset) {
    boolean last = count.leave(offset);
    if (last && onTaskStack && fault != Fault.NO_PIN) {
      Pin.unpin();
    }
    return last;
  }

  /** A softirq begins to be served: interrupts off. */
  public void softirqEnter() {
    enter(PreemptCount.SOFTIRQ_OFFSET);
  }

  /** It has been served: interrupts off. */
  public void softirqExit() {
    leave(PreemptCount.SOFTIRQ_OFFSET);
  }

  /**
   * Reports a handler or softirq that did not leave the count as it found it, or interrupts in the
   * wrong state, and puts the count right.
   *
   * @param what who it was
   * @param before the count when it began
   * @param irqsRight whether interrupts are as they should be
   */
  public void checkBalanced(String what, int before, boolean irqsRight) {
    int after = count.value();
    if (after != before) {
      restoreCount(before);
      oopsListener.accept(
          "unbalanced preempt_count: "
              + what
              + " on cpu "
              + id
              + " began with "
              + PreemptCount.describe(before)
              + " and ended with "
              + PreemptCount.describe(after));
    }
    if (!irqsRight) {
      oopsListener.accept(
          "interrupts in the wrong state: "
              + what
              + " on cpu "
              + id
              + " left them "
              + (irqsOff ? "off" : "on")
              + ", preempt_count "
              + count);
    }
  }

  /**
   * Whether interrupts are off.
   *
   * @return true when off
   */
  public boolean irqsDisabled() {
    return irqsOff;
  }

  // ---- questions
  // ------------------------------------------------------------------------------------------------------

  /**
   * {@code might_sleep}: fails loudly where sleeping is a bug. With the big kernel lock it is none:
   * the scheduler gives that back.
   *
   * @throws Oops in atomic context or with interrupts off
   */
  public void mightSleep() {
    if (count.value() != kernelLocked || irqsOff) {
      oops("sleeping in atomic context");
    }
  }

  /**
   * The task on this CPU has taken the spinning big kernel lock, or given it back.
   *
   * @param held true once it has it
   */
  public void setKernelLocked(boolean held) {
    kernelLocked = held ? PreemptCount.PREEMPT_OFFSET : 0;
  }

  /**
   * Reports a broken rule of the caller, with task, CPU and counters.
   *
   * @param what the rule, in a few words
   * @throws Oops always
   */
  public void oops(String what) {
    oops(what, lockWatch == null ? List.of() : lockWatch.explain((Cpu) this));
  }

  /**
   * Reports a broken rule of the caller, with task, CPU and counters, and what explains it.
   *
   * @param what the rule, in a few words
   * @param explanation a few lines, shown where lock debugging is on
   * @throws Oops always
   */
  public void oops(String what, List<String> explanation) {
    CurrentCpu.Context task = CurrentCpu.context();
    String message =
        what
            + ": "
            + (task == null ? "no task" : task)
            + " on cpu "
            + id
            + ", preempt_count "
            + count
            + ", irqs "
            + (irqsOff ? "off" : "on");
    if (lockWatch != null) {
      lockWatch.report(new OopsReport(message, explanation));
    }
    oopsListener.accept(message);
    throw new Oops(message);
  }

  /**
   * Reports what a handler threw, which must not reach the code that it interrupted.
   *
   * @param who the handler
   * @param bug what it threw
   */
  public void caught(String who, Throwable bug) {
    oopsListener.accept("oops in " + who + " on cpu " + id + ": " + bug);
  }

  /**
   * {@code in_atomic}: in an atomic section, softirq or interrupt handler.
   *
   * @return true where the task must not switch
   */
  public boolean inAtomic() {
    return count.value() != 0;
  }

  /**
   * {@code in_task}: neither in an interrupt handler nor in a softirq.
   *
   * @return true in task context, also where it is atomic
   */
  public boolean inTask() {
    return !count.inHardirq() && !count.inServingSoftirq();
  }

  /**
   * {@code in_softirq}: serving a softirq, or with softirqs disabled.
   *
   * @return true if so
   */
  public boolean inSoftirq() {
    return count.inSoftirq();
  }

  /**
   * {@code in_serving_softirq}.
   *
   * @return true while a softirq is served
   */
  public boolean inServingSoftirq() {
    return count.inServingSoftirq();
  }

  /**
   * {@code in_irq}: in an interrupt handler.
   *
   * @return true if so
   */
  public boolean inHardirq() {
    return count.inHardirq();
  }

  /**
   * {@code in_interrupt}: in a handler, in a softirq, or with softirqs disabled.
   *
   * @return true if so
   */
  public boolean inInterrupt() {
    return count.inInterrupt();
  }

  /**
   * {@code preempt_count}.
   *
   * @return the word, see {@link PreemptCount}
   */
  public int preemptCount() {
    return count.value();
  }

  /**
   * Whether this CPU executes the caller: a CPU kept over a switch is a bug of the caller. Before
   * the CPUs start, the thread that assembles the machine acts for all of them.
   */
  boolean isHere() {
    Cpu here = CurrentCpu.get();
    return here == null || here == this;
  }

  /**
   * The CPU's number.
   *
   * @return 0 to 63
   */
  public int id() {
    return id;
  }

  /**
   * The fault this model was booted with.
   *
   * @return {@link Fault#NONE} outside tests
   */
  public Fault fault() {
    return fault;
  }
}
