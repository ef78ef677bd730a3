package org.kernsync.kernel.sched;

import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuThread;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Interrupt;

/**
 * Where the JDK hands over a task that became runnable: the other half of every wake-up, whoever
 * began it.
 *
 * <p>{@link #submit} is called by the waking task, by the CPU itself before the task's run returns,
 * by the JDK's timer and monitor threads, and by anybody who takes a stack trace, often without
 * need. It is idempotent under the task's wake lock; it never throws, allocates, takes a JDK lock
 * or switches. Threads that are no CPU of this model only push to a wake list.
 *
 * <p>The on-CPU handshake: a task that is queued ({@code onRq}) is only marked submitted. The CPU
 * that runs it looks at the mark after the run has returned, under the wake lock where it is not
 * set, and only then takes the task off the queue. Hence nobody enqueues a task that is still
 * mounted.
 *
 * <p>The JDK may be late: a submission can come when the task has ended and its slot is another's.
 * So what is looked at before the wake lock is held is in the handle.
 */
final class Wakeups {
  private final RunQueue[] rqs;
  private final Placement placement;
  private final RtBalancer realTime;
  private final SchedTrace trace;
  private final Fault fault;
  private final Consumer<String> panic;

  Wakeups(
      RunQueue[] rqs,
      Placement placement,
      RtBalancer realTime,
      SchedTrace trace,
      Fault fault,
      Consumer<String> panic) {
    this.panic = panic;
    this.rqs = rqs;
    this.placement = placement;
    this.realTime = realTime;
    this.trace = trace;
    this.fault = fault;
  }

  /** The JDK holds the task's continuation runnable. */
  void submit(Task task) {
    if (fault == Fault.EXECUTE_NOT_IDEMPOTENT) {
      submitEachTime(task);
      return;
    }
    if (Thread.currentThread() instanceof CpuThread own && runs(own.cpu(), task)) {
      task.markSubmitted(); // the CPU itself, on the way out of the task: it looks right after
      return;
    }
    if (task.isSubmitted()) {
      return; // S2: the run that follows sees the state that this submission is about
    }
    Cpu cpu = CurrentCpu.get();
    // In an atomic section too: a spinlock's unlock may unpark a thread that has long gone on and
    // sleeps elsewhere, while the caller still holds other locks of the order.
    if (cpu == null || !isOurs(cpu) || cpu.preemptCount() != 0) {
      pushToWakeList(task);
    } else {
      activate(cpu, task);
    }
  }

  /** Whether a CPU, asked by itself, runs a task; of a task that has ended, too. */
  private boolean runs(Cpu own, Task task) {
    return isOurs(own) && rqs[own.id()].curr == task; // plain: only the CPU itself changes it
  }

  private boolean isOurs(Cpu cpu) {
    return cpu.id() < rqs.length && rqs[cpu.id()].cpu == cpu;
  }

  private void pushToWakeList(Task task) {
    RunQueue rq = task.rq(); // volatile: any CPU will do, the taker decides where the task goes
    if (rq.wakeList.push(task)) {
      rq.cpu.raise(Interrupt.WAKE_LIST);
    }
  }

  /** Interrupt handler: wakes what others pushed. */
  void takeWakeList(Cpu cpu) {
    Task task = rqs[cpu.id()].wakeList.takeAll();
    while (task != null) {
      Task next = WakeList.next(task);
      if (fault == Fault.EXECUTE_NOT_IDEMPOTENT) {
        enqueueUnchecked(cpu, task);
      } else if (runs(cpu, task)) {
        task.markSubmitted();
      } else if (!task.isSubmitted()) {
        activate(cpu, task);
      }
      task = next;
    }
  }

  private void activate(Cpu cpu, Task task) {
    boolean flags = task.wakeLock.lockIrqSave(cpu);
    task.markSubmitted();
    if (!task.exited) { // it may have ended, and have no slot any more
      String problem = task.slot.problem();
      if (problem != null) {
        panic.accept(task.slot + " " + problem); // found by its waking
      } else if (!task.slot.isOnRq()) {
        enqueue(cpu, task);
      }
    }
    task.wakeLock.unlock(cpu);
    cpu.irqRestoreWithoutPoll(flags); // the JDK called
  }

  /** Broken on purpose: see {@link Fault#EXECUTE_NOT_IDEMPOTENT}. */
  private void submitEachTime(Task task) {
    Cpu cpu = CurrentCpu.get();
    if (cpu == null || !isOurs(cpu)) {
      pushToWakeList(task);
      return;
    }
    enqueueUnchecked(cpu, task);
  }

  private void enqueueUnchecked(Cpu cpu, Task task) {
    boolean flags = task.wakeLock.lockIrqSave(cpu);
    task.markSubmitted();
    enqueue(cpu, task);
    task.wakeLock.unlock(cpu);
    cpu.irqRestoreWithoutPoll(flags);
  }

  /** Under the wake lock: the task is on no queue and off its CPU. */
  private void enqueue(Cpu cpu, Task task) {
    assert task.wakeLock.isHeldHere() : task;
    boolean isNew = task.state() == TaskState.NEW;
    long now = cpu.clock().read();
    RunQueue old = task.rq();
    int target = select(cpu, task, isNew);
    RunQueue rq = rqs[target];
    int flags = isNew ? 0 : SchedClass.WAKEUP;
    if (rq != old && !isNew) {
      task.schedClass.leave(old, task);
      flags |= SchedClass.MIGRATED;
      trace.migrate(cpu.id(), now, task, old.cpu.id(), target);
    }
    rq.lock.lock(cpu);
    rq.updateClock(now);
    if (rq != old && !isNew) {
      task.stats.addMigration();
    }
    task.setRq(rq);
    rq.endSleep(task);
    rq.enqueue(task, flags);
    if (isNew || task.slot.parkedInPrimitive()) {
      task.slot.setParkedInPrimitive(false);
      task.setState(TaskState.RUNNING);
    } // else the state is the sleeper's own: only tryToWakeUp may end that sleep
    task.stats.startWaiting(rq.clock, true);
    if (!isNew) {
      task.stats.addWakeup();
      rqs[cpu.id()].counters.woke(cpu.id(), old.cpu.id(), target);
    }
    trace.wakeup(cpu.id(), now, task, target, isNew);
    if (shouldPreempt(rq, task)) {
      rq.reschedule(cpu);
    }
    rq.lock.unlock(cpu);
    realTime.push(cpu, rq); // it, or what it is about to preempt
  }

  private int select(Cpu cpu, Task task, boolean isNew) {
    if (task.isRealTime()) {
      return realTime.select(task);
    }
    return isNew ? placement.ofNew(task, cpu.id()) : placement.ofWoken(task, cpu.id());
  }

  /**
   * Under the run-queue lock: whether a task just enqueued should run instead of the current one.
   */
  static boolean shouldPreempt(RunQueue rq, Task task) {
    Task current = rq.curr;
    if (task.schedClass == current.schedClass) {
      return task.schedClass.preempts(rq, task);
    }
    boolean parked = task.isRealTime() && rq.rt.limit.isThrottled();
    return task.schedClass.rank() > current.schedClass.rank() && !parked;
  }
}
