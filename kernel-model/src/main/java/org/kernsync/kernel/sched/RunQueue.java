package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.locking.RawSpinLock;

/** {@code struct rq}: what one CPU has to run. */
final class RunQueue {
  // ---- fixed
  final Cpu cpu;
  final Task idle;
  final RawSpinLock lock = new RawSpinLock();

  // ---- lock
  final CfsRunQueue cfs = new CfsRunQueue();
  Task curr;
  Task stopQueued;
  int nrRunning; // running and waiting; others read it opaque as a hint
  long clock;
  long clockTask;
  long averageIdle;
  long idleSince;
  int failedBalances;
  private long minVruntimeCopy;

  // ---- the CPU itself; others read it opaque
  long switches;
  long ticks;
  long nextBalance;
  volatile long heartbeat; // switches and ticks, for the watchdog

  // ---- wake list: any thread
  final WakeList wakeList = new WakeList();

  RunQueue(Cpu cpu, Task idle, long averageIdle) {
    this.cpu = cpu;
    this.idle = idle;
    this.curr = idle;
    this.averageIdle = averageIdle;
  }

  /** Brings the queue's clocks up to date. Under the lock, from any CPU. */
  void updateClock(long now) {
    assert lock.isHeldHere() : this;
    if (now - clock > 0) {
      clock = now;
    }
    long task = cpu.clock().taskClock(clock);
    if (task - clockTask > 0) {
      clockTask = task;
    }
  }

  void enqueue(Task task, int flags) {
    assert !task.onRq : task;
    attach(task, flags);
    task.onRq = true;
  }

  void dequeue(Task task, int flags) {
    assert task.onRq : task;
    detach(task, flags);
    task.onRq = false;
  }

  /** As {@link #enqueue}, for a task that another queue has detached: it stayed {@code onRq}. */
  void attach(Task task, int flags) {
    assert lock.isHeldHere() : this;
    task.schedClass.enqueue(this, task, flags);
    NR_RUNNING.setOpaque(this, nrRunning + 1); // opaque: hints of other CPUs
    publishMinVruntime();
  }

  /**
   * As {@link #dequeue}, for a task that moves to another queue: it stays {@code onRq} on the way,
   * so that no wake-up enqueues it meanwhile.
   */
  void detach(Task task, int flags) {
    assert lock.isHeldHere() : this;
    task.schedClass.dequeue(this, task, flags);
    NR_RUNNING.setOpaque(this, nrRunning - 1); // opaque: hints of other CPUs
    publishMinVruntime();
  }

  /** Asks the CPU to choose again. Under the lock. */
  void reschedule(Cpu by) {
    assert lock.isHeldHere() : this;
    cpu.setNeedResched();
    if (cpu != by) {
      cpu.raise(Interrupt.RESCHEDULE);
    }
  }

  int nrRunningOpaque() {
    return (int)
        NR_RUNNING.getOpaque(this); // opaque: a hint, decisions are made again under the lock
  }

  long minVruntimeOpaque() {
    return (long)
        MIN_VRUNTIME.getOpaque(this); // opaque: a woken task's old origin may be a little stale
  }

  void publishMinVruntime() {
    MIN_VRUNTIME.setOpaque(
        this, cfs.minVruntime); // opaque: pairs with minVruntimeOpaque, no order needed
  }

  Task currOpaque() {
    return (Task) CURR.getOpaque(this); // opaque: views and placement hints
  }

  void setCurr(Task task) {
    assert lock.isHeldHere() : this;
    CURR.setOpaque(this, task); // opaque: as currOpaque
  }

  /** What must hold when the CPU is off and every task has ended. */
  void checkAtRest(Consumer<String> report) {
    String where = "cpu " + cpu.id() + ": ";
    if (lock.isLocked()) {
      report.accept(where + "run queue is still locked");
    }
    int counted = cfs.nrRunning + (stopQueued == null ? 0 : 1);
    if (nrRunning != counted) {
      report.accept(where + nrRunning + " runnable tasks counted, " + counted + " queued");
    }
    int inTree = cfs.timeline.size() + (cfs.curr == null ? 0 : 1);
    if (cfs.nrRunning != inTree) {
      report.accept(where + cfs.nrRunning + " fair tasks counted, " + inTree + " in the tree");
    }
    if (nrRunning != 0) {
      report.accept(where + nrRunning + " tasks left on the run queue, first " + curr);
    }
    if (cfs.totalWeight != 0 && cfs.nrRunning == 0) {
      report.accept(where + "weight " + cfs.totalWeight + " of no task");
    }
    if (!wakeList.isEmpty()) {
      report.accept(where + "a task is left on the wake list");
    }
  }

  @Override
  public String toString() {
    return "run queue of cpu " + cpu.id() + ", " + lock;
  }

  private static final VarHandle NR_RUNNING;
  private static final VarHandle MIN_VRUNTIME;
  private static final VarHandle CURR;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NR_RUNNING = lookup.findVarHandle(RunQueue.class, "nrRunning", int.class);
      MIN_VRUNTIME = lookup.findVarHandle(RunQueue.class, "minVruntimeCopy", long.class);
      CURR = lookup.findVarHandle(RunQueue.class, "curr", Task.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
