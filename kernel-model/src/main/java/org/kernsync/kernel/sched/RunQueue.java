package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;

/** {@code struct rq}: what one CPU has to run. */
final class RunQueue {
  private static final LockClass LOCK_CLASS = new LockClass("rq.lock", "by CPU number");

  // ---- fixed
  final Cpu cpu;
  Task idle; // written before the CPU starts
  final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);

  // ---- lock
  final CfsRunQueue cfs = new CfsRunQueue();
  final RtRunQueue rt;
  Task curr;
  Task stopQueued;
  int nrRunning; // running and waiting, not throttled; others read it opaque as a hint
  private int uninterruptible; // asleep since here minus woken here: only all CPUs' sum counts
  long clock;
  long clockTask;
  long averageIdle;
  long idleSince;
  int failedBalances;
  int rtPressure; // of 1024: how much of the last ticks was real-time's
  private long minVruntimeCopy;

  // ---- the CPU itself; others read it opaque
  long switches;
  long ticks;
  long nextBalance;
  volatile long heartbeat; // switches and ticks, for the watchdog

  // ---- see there
  final SchedCounters counters = new SchedCounters();

  // ---- wake list: any thread
  final WakeList wakeList = new WakeList();

  RunQueue(Cpu cpu, long averageIdle, RtTunables realTime) {
    this.cpu = cpu;
    this.averageIdle = averageIdle;
    rt = new RtRunQueue(realTime);
  }

  /** The task that runs until there is another. Before the CPU starts. */
  void setIdle(Task task) {
    idle = task;
    curr = task;
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
    assert !task.slot.isOnRq() : task;
    attach(task, flags);
    task.slot.setOnRq(true);
  }

  void dequeue(Task task, int flags) {
    assert task.slot.isOnRq() : task;
    detach(task, flags);
    task.slot.setOnRq(false);
  }

  /** As {@link #enqueue}, for a task that another queue has detached: it stayed {@code onRq}. */
  void attach(Task task, int flags) {
    assert lock.isHeldHere() : this;
    task.schedClass.enqueue(this, task, flags);
    addRunnable(isParked(task) ? 0 : 1);
    openIf(rt.limit.fairRunnable(clockTask, cfs.nrRunning));
    publish();
  }

  /**
   * As {@link #dequeue}, for a task that moves to another queue: it stays {@code onRq} on the way,
   * so that no wake-up enqueues it meanwhile.
   */
  void detach(Task task, int flags) {
    assert lock.isHeldHere() : this;
    task.schedClass.dequeue(this, task, flags);
    addRunnable(isParked(task) ? 0 : -1);
    openIf(rt.limit.fairRunnable(clockTask, cfs.nrRunning));
    publish();
  }

  private void addRunnable(int tasks) {
    NR_RUNNING.setOpaque(this, nrRunning + tasks); // opaque: hints of other CPUs
  }

  private boolean isParked(Task task) {
    return task.isRealTime() && rt.limit.isThrottled();
  }

  /** The running task gives up its turn. */
  void yield(Task task) {
    counters.add(SchedCounter.YIELDS, 1);
    task.schedClass.yield(this, task);
  }

  /** Real-time tasks were throttled: for a while they are not runnable here. */
  void parkRealTime() {
    addRunnable(-rt.queued());
  }

  /** New limits for real-time tasks; what was throttled is not any more. */
  void setRealTimeBandwidth(Cpu by, long periodNanos, long runtimeNanos) {
    assert lock.isHeldHere() : this;
    boolean parked = rt.limit.isThrottled();
    rt.limit.setLimits(periodNanos, runtimeNanos);
    if (parked) {
      unparkRealTime(by);
    }
  }

  /** Begins a new real-time period where it is time; returns whether that ended a throttle. */
  boolean refillRealTime(Cpu by) {
    assert lock.isHeldHere() : this;
    boolean freed = rt.limit.refill(clockTask);
    if (freed) {
      unparkRealTime(by);
    }
    return freed;
  }

  private void unparkRealTime(Cpu by) {
    addRunnable(rt.queued());
    publish();
    Task first = rt.first();
    if (first != null && Wakeups.shouldPreempt(this, first)) {
      reschedule(by);
    }
  }

  /** A fair task ran. */
  void fairRan(long delta) {
    openIf(rt.limit.fairRan(delta));
  }

  /** Where fair tasks have had enough, real-time tasks run again: the CPU is to choose. */
  private void openIf(boolean opens) {
    if (opens) {
      addRunnable(rt.queued());
      publish();
      cpu.setNeedResched();
      cpu.raise(Interrupt.RESCHEDULE); // it may be another's doing
    }
  }

  /** A task goes to sleep: it may be load nevertheless. */
  void beginSleep(Task task) {
    assert lock.isHeldHere() : this;
    task.slot.setCountsAsLoad(TaskState.isLoad(task.state()));
    addUninterruptible(task.slot.countsAsLoad() ? 1 : 0);
  }

  /** It is awake again, maybe on another CPU than the one that it fell asleep on. */
  void endSleep(Task task) {
    assert lock.isHeldHere() : this;
    addUninterruptible(task.slot.countsAsLoad() ? -1 : 0);
    task.slot.setCountsAsLoad(false);
  }

  private void addUninterruptible(int tasks) {
    if (tasks != 0) {
      UNINTERRUPTIBLE.setOpaque(this, uninterruptible + tasks); // opaque: as uninterruptibleOpaque
    }
  }

  int uninterruptibleOpaque() {
    return (int) UNINTERRUPTIBLE.getOpaque(this); // opaque: a summand of the load average
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

  /** Tells other CPUs what changed. Under the lock. */
  void publish() {
    MIN_VRUNTIME.setOpaque(
        this, cfs.minVruntime); // opaque: pairs with minVruntimeOpaque, no order needed
    rt.publish();
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
    int runnableRt = rt.limit.isThrottled() ? 0 : rt.queued();
    int counted = cfs.nrRunning + runnableRt + (stopQueued == null ? 0 : 1);
    if (nrRunning != counted) {
      report.accept(where + nrRunning + " runnable tasks counted, " + counted + " queued");
    }
    int inTree = cfs.timeline.size() + (cfs.curr == null ? 0 : 1);
    if (cfs.nrRunning != inTree) {
      report.accept(where + cfs.nrRunning + " fair tasks counted, " + inTree + " in the tree");
    }
    if (rt.listed() != rt.waiting()) {
      report.accept(
          where + rt.waiting() + " real-time tasks counted, " + rt.listed() + " in the lists");
    }
    if (rt.queued() != 0 || rt.curr != null) {
      report.accept(where + rt.queued() + " real-time tasks left, first " + rt.first());
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
  private static final VarHandle UNINTERRUPTIBLE;
  private static final VarHandle MIN_VRUNTIME;
  private static final VarHandle CURR;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NR_RUNNING = lookup.findVarHandle(RunQueue.class, "nrRunning", int.class);
      UNINTERRUPTIBLE = lookup.findVarHandle(RunQueue.class, "uninterruptible", int.class);
      MIN_VRUNTIME = lookup.findVarHandle(RunQueue.class, "minVruntimeCopy", long.class);
      CURR = lookup.findVarHandle(RunQueue.class, "curr", Task.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
