package org.kernsync.kernel.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.kernel.locking.BigKernelLock;
import org.kernsync.kernel.locking.SpinningBigKernelLock;

/**
 * How tasks give their CPU away and are woken: announced sleeps, sleeps inside of the library's
 * primitives, signals. Every way to sleep asks {@code might_sleep} first and leaves the big kernel
 * lock for the time.
 *
 * <p>The other half of a wake-up, which puts the task on a run queue, is {@link Wakeups}.
 */
public abstract sealed class Sleeps permits AllRunQueues {
  private volatile BigKernelLock bigKernelLock = new SpinningBigKernelLock();

  Sleeps() {}

  /**
   * Sleeps until the task's state is RUNNING again; returns at once where it is.
   *
   * @param self the current task, which announced its state and tested its condition
   */
  public void schedule(Task self) {
    mightSleep(self);
    int depth = leaveBigKernelLock(self);
    while (self.state() != TaskState.RUNNING) {
      LockSupport.park(this);
    }
    retakeBigKernelLock(self, depth);
    long hungNanos = self.takeHung();
    if (hungNanos != 0) {
      reportHung(self, hungNanos);
    }
  }

  private static void reportHung(Task self, long hungNanos) {
    Cpu cpu = self.cpu();
    List<String> lines = new ArrayList<>();
    String waker = self.missedWake();
    if (waker != null) {
      lines.add(waker + " came to wake it, found it running, and went;");
      lines.add("it announced its sleep only after that, or waits for something else");
    }
    if (cpu.lockWatch() != null) {
      lines.addAll(cpu.lockWatch().explain(cpu));
    }
    cpu.oops("blocked for more than " + hungNanos / 1_000_000 + " ms", lines);
  }

  /**
   * Wakes a task that has slept for too long, so that it raises an oops where it slept.
   *
   * @param task the sleeper
   * @param nanos what was too long
   */
  public void endHungSleep(Task task, long nanos) {
    Cpu cpu = currentCpu();
    boolean flags = task.wakeLock.lockIrqSave(cpu);
    boolean hangs = !task.exited && task.isInAnnouncedSleep();
    if (hangs) {
      task.markHung(nanos);
      task.setState(TaskState.RUNNING);
    }
    task.wakeLock.unlockIrqRestore(cpu, flags);
    if (hangs) {
      LockSupport.unpark(task.thread());
    }
  }

  /** Before a sleep; costs one comparison where the task does not hold the lock. */
  private int leaveBigKernelLock(Task self) {
    return self.lockDepth() < 0 ? -1 : bigKernelLock.releaseForSleep(self);
  }

  private void retakeBigKernelLock(Task self, int depth) {
    if (depth >= 0) {
      bigKernelLock.reacquire(self, depth);
    }
  }

  /**
   * Sleeps inside a primitive, where the task must not be disturbed: {@code might_sleep} first, and
   * the big kernel lock left for the time.
   *
   * @param self the current task
   * @param sleep calls an operation of a primitive that may block
   */
  public void sleepUninterruptibly(Task self, Runnable sleep) {
    self.cpu().mightSleep();
    int depth = leaveBigKernelLock(self);
    try {
      sleep.run();
    } finally {
      retakeBigKernelLock(self, depth);
    }
  }

  /**
   * Sleeps inside a primitive for want of work, which is no load: a kernel thread with nothing to
   * do, or init while its children work. What a task waits for inside a primitive is by default
   * something that somebody else is about to give it, and that counts in the load average.
   *
   * @param self the current task
   * @param state what to show meanwhile: INTERRUPTIBLE, or IDLE
   * @param sleep calls an operation of a primitive that may block
   */
  public void sleepIdle(Task self, int state, Runnable sleep) {
    self.setSleepState(state);
    try {
      sleepUninterruptibly(self, sleep);
    } finally {
      self.setSleepState(TaskState.UNINTERRUPTIBLE);
    }
  }

  /**
   * The big kernel lock, which the scheduler gives back where its holder sleeps.
   *
   * @return the lock
   */
  public BigKernelLock bigKernelLock() {
    return bigKernelLock;
  }

  /**
   * Chooses the form of the big kernel lock. Before the CPUs start.
   *
   * @param lock a free lock
   */
  public void setBigKernelLock(BigKernelLock lock) {
    bigKernelLock = lock;
  }

  /**
   * {@code might_sleep} of a task that has announced a sleep: where it must not, it is called off.
   *
   * @param self the current task
   * @throws org.kernsync.kernel.cpu.Oops in atomic context or with interrupts off
   */
  public void mightSleep(Task self) {
    try {
      self.cpu().mightSleep();
    } catch (Oops refused) {
      self.setState(TaskState.RUNNING); // or nothing but tryToWakeUp would end its next sleep
      throw refused;
    }
  }

  /**
   * Wakes a task that sleeps in one of the given states.
   *
   * @param cpu the CPU that executes the caller
   * @param task the sleeper
   * @param mask states
   * @return true if it slept in one of them and is awake now
   */
  public boolean tryToWakeUp(Cpu cpu, Task task, int mask) {
    boolean flags = task.wakeLock.lockIrqSave(cpu);
    checkSlot(cpu, task, flags);
    // who wakes a task that has ended comes too late: its slot may be another's
    boolean wakes = !task.exited && (task.state() & mask) != 0 && !isMissed(cpu, task);
    if (wakes) {
      // S1: the condition was stored before, the sleeper tests it after its own store
      task.setState(TaskState.RUNNING);
    }
    if (!wakes && cpu.lockWatch() != null) {
      String waker = CurrentCpu.context() instanceof Task by ? by.comm() + "/" + by.pid() : "idle";
      task.noteMissedWake(waker + " on cpu " + cpu.id());
    }
    task.wakeLock.unlockIrqRestore(cpu, flags);
    if (wakes) {
      LockSupport.unpark(task.thread()); // ends in Wakeups#submit where the task had left its CPU
    }
    return wakes;
  }

  /** Under the wake lock: the slot of a task that has not ended is its own. */
  private static void checkSlot(Cpu cpu, Task task, boolean flags) {
    String problem = task.exited ? null : task.slot.problem();
    if (problem != null) {
      task.wakeLock.unlockIrqRestore(cpu, flags);
      cpu.oops(task.slot + " " + problem);
    }
  }

  /** Broken on purpose: see {@link Fault#WAKE_UP_MISSES_TASK_ON_CPU}. */
  private static boolean isMissed(Cpu cpu, Task task) {
    return cpu.fault() == Fault.WAKE_UP_MISSES_TASK_ON_CPU && task.slot.isOnCpu();
  }

  /** A sleep inside a primitive. */
  @FunctionalInterface
  public interface InterruptibleSleep {
    /**
     * Sleeps.
     *
     * @throws InterruptedException when a signal ends the sleep
     */
    void run() throws InterruptedException;
  }

  /**
   * Sleeps inside a primitive so that signals can end the sleep.
   *
   * @param self the current task
   * @param sleep calls an interruptible operation of a primitive
   * @return false if a signal ended it
   */
  public boolean sleepInterruptibly(Task self, InterruptibleSleep sleep) {
    self.cpu().mightSleep();
    if (!self.signals().openGate(self.cpu())) {
      return false;
    }
    self.setSleepState(TaskState.INTERRUPTIBLE);
    int depth = leaveBigKernelLock(self);
    try {
      sleep.run();
      return true;
    } catch (InterruptedException signalled) {
      return false;
    } finally {
      self.setSleepState(TaskState.UNINTERRUPTIBLE);
      self.signals().closeGate(self.cpu());
      retakeBigKernelLock(self, depth);
    }
  }

  /**
   * Sends a signal: marks it pending and wakes the task where it sleeps interruptibly, or killably
   * for a fatal one.
   *
   * @param cpu the CPU that executes the caller
   * @param task the receiver
   * @param signal its number
   */
  public void signal(Cpu cpu, Task task, int signal) {
    if (!task.signals().send(cpu, signal, task.thread())) {
      return; // ignored: nobody is woken for it
    }
    int mask = TaskState.INTERRUPTIBLE;
    if (task.signals().isFatalPending()) {
      mask |= TaskState.WAKEKILL;
    }
    tryToWakeUp(currentCpu(), task, mask); // the caller may have been preempted since
  }

  /**
   * Gives up the rest of the turn.
   *
   * @param self the current task
   */
  public void yield(Task self) {
    self.cpu().mightSleep();
    int depth = leaveBigKernelLock(self);
    self.slot.setYielding(true);
    Thread.yield();
    retakeBigKernelLock(self, depth);
  }

  /**
   * Switches if another task is due. Polls interrupts first.
   *
   * @param self the current task
   */
  public void condResched(Task self) {
    self.cpu().poll();
    Cpu cpu = self.cpu(); // the poll may have switched
    if (cpu.needResched()) {
      cpu.mightSleep();
      int depth = leaveBigKernelLock(self);
      Thread.yield();
      retakeBigKernelLock(self, depth);
    }
  }

  /**
   * The CPU that executes the caller.
   *
   * @return the CPU
   * @throws IllegalStateException on a thread that is no CPU of the model
   */
  public Cpu currentCpu() {
    Cpu cpu = CurrentCpu.get();
    if (cpu == null) {
      throw new IllegalStateException(
          "thread '" + Thread.currentThread().getName() + "' is no CPU of the model");
    }
    return cpu;
  }
}
