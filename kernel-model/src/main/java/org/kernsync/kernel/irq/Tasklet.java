package org.kernsync.kernel.irq;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.kernel.cpu.Cpu;

/**
 * {@code tasklet_struct}: a piece of softirq work that runs on one CPU at a time, once for all the
 * schedules that came before it began.
 *
 * <p>Made by whoever needs it, scheduled and killed through {@link Tasklets}.
 */
public final class Tasklet {
  static final int SCHEDULED = 1;
  static final int RUNNING = 2;

  private final String name;
  private final SoftirqAction action;

  /*
   * state     SCHEDULED: set by whoever schedules it (fully ordered: only who set it queues it), cleared by the CPU that begins to
   *           run it, before the action (fully ordered: what was stored before a schedule that found it set is seen by the
   *           action, label TK1). RUNNING: the lock of the action; taken by a fully ordered fetchOr, let go by a release.
   * disabled  count; changed by anybody with full order, read by the CPU between taking RUNNING and the action.
   * next      under the queue that holds the tasklet: one CPU with interrupts off
   */
  private final AtomicInt32 state = new AtomicInt32();
  private final AtomicInt32 disabled = new AtomicInt32();
  Tasklet next;

  /**
   * Makes a tasklet that is enabled and not scheduled.
   *
   * @param name shown in messages
   * @param action what it does, with interrupts on; it must not sleep
   */
  public Tasklet(String name, SoftirqAction action) {
    this.name = name;
    this.action = action;
  }

  /** Returns whether the caller has to queue it. */
  boolean markScheduled() {
    return (state.fetchOr(SCHEDULED) & SCHEDULED) == 0; // full: TK1, pairs with #beginRun
  }

  /** Takes the lock of the action. */
  boolean tryLock() {
    return (state.fetchOrAcquire(RUNNING) & RUNNING) == 0;
  }

  void unlock() {
    state.fetchAndNotRelease(RUNNING);
  }

  /** From here on a schedule queues it again. False where it was not scheduled, which is a bug. */
  boolean beginRun() {
    return (state.fetchAndNot(SCHEDULED) & SCHEDULED) != 0; // full: TK1
  }

  void clearScheduled() {
    state.andNot(SCHEDULED);
  }

  void run(Cpu cpu) {
    action.run(cpu);
  }

  boolean isDisabled() {
    return disabled.readAcquire() != 0;
  }

  void disable() {
    disabled.incReturn(); // full: before the look at RUNNING, pairs with Tasklets#runOne
  }

  /**
   * {@code tasklet_enable}: undoes one disable; a tasklet that was scheduled meanwhile runs soon.
   *
   * @throws IllegalStateException if it is not disabled
   */
  public void enable() {
    if (disabled.decIfPositive() < 0) {
      throw new IllegalStateException("tasklet " + name + " is enabled already");
    }
  }

  /**
   * Whether it waits for its turn.
   *
   * @return true if scheduled, possibly stale
   */
  public boolean isScheduled() {
    return (state.readAcquire() & SCHEDULED) != 0;
  }

  /**
   * Whether its action runs on some CPU.
   *
   * @return true if so, possibly stale
   */
  public boolean isRunning() {
    return (state.readAcquire() & RUNNING) != 0;
  }

  @Override
  public String toString() {
    return "tasklet "
        + name
        + (isScheduled() ? " scheduled" : "")
        + (isRunning() ? " running" : "")
        + (isDisabled() ? " disabled" : "");
  }
}
