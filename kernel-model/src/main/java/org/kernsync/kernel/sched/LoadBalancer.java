package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.cpu.Softirq;

/**
 * Moves waiting tasks to CPUs with less to do: when a CPU runs dry, at intervals on busy CPUs, and
 * on request on idle ones.
 *
 * <p>Constants after Linux 5.4: a domain of n CPUs balances every n ms when idle and 32 n ms when
 * busy; an imbalance below 25 % is left alone; a task that ran within the migration cost is
 * cache-hot and stays, unless balancing failed before.
 *
 * <p><b>Differences from Linux.</b> One flat domain; load is the weight of the runnable tasks,
 * without PELT; a running task is moved only when its affinity demands it, never to balance.
 */
final class LoadBalancer {
  private static final int IMBALANCE_PERCENT = 125;
  private static final int BUSY_FACTOR = 32;
  private static final long MILLISECOND = 1_000_000;
  private static final int PATIENCE = 2;
  private static final int CAPACITY = 1024;
  private static final int LEAST_CAPACITY = CAPACITY / 20;

  private final RunQueue[] rqs;
  private final Placement placement;
  private final SchedTrace trace;
  private final FairTunables tunables;
  private final long tickNanos;

  LoadBalancer(
      RunQueue[] rqs, Placement placement, SchedTrace trace, FairTunables tunables, int hz) {
    this.rqs = rqs;
    this.placement = placement;
    this.trace = trace;
    this.tunables = tunables;
    this.tickNanos = 1_000_000_000L / hz;
  }

  /**
   * The CPU is about to idle: takes one waiting task from the busiest; returns whether it found
   * one.
   */
  boolean newlyIdle(RunQueue rq) {
    if (rqs.length == 1 || rq.averageIdle < tunables.migrationCostNanos()) {
      return false;
    }
    SchedCounters counters = rq.counters;
    counters.add(IdleKind.NEWLY_IDLE, BalanceCounter.CALLS, 1);
    long tried = 0;
    RunQueue busiest;
    while ((busiest = busiest(rq, tried)) != null) {
      counters.add(IdleKind.NEWLY_IDLE, BalanceCounter.IMBALANCE, busiest.cfs.totalWeight); // racy
      if (pull(rq, busiest, Long.MAX_VALUE, 1, IdleKind.NEWLY_IDLE) > 0) {
        return true;
      }
      tried |= 1L << busiest.cpu.id(); // nothing there may come here
    }
    if (tried == 0) {
      counters.balanced(IdleKind.NEWLY_IDLE, BalanceCounter.NO_BUSY_QUEUE);
    } else {
      counters.add(IdleKind.NEWLY_IDLE, BalanceCounter.FAILED, 1);
    }
    return false;
  }

  /** At the tick of a busy CPU, under no lock, interrupts off: balancing itself is a softirq. */
  void atTick(RunQueue rq, long now) {
    if (rqs.length == 1) {
      return;
    }
    if (rq.nrRunningOpaque() > 1) {
      kickIdle(rq);
    }
    if (now - rq.nextBalance >= 0) {
      rq.cpu.raiseSoftirqIrqoff(Softirq.SCHED);
    }
  }

  /** The SCHED softirq. */
  void softirq(Cpu cpu) {
    RunQueue rq = rqs[cpu.id()];
    long now = cpu.clock().read();
    if (now - rq.nextBalance >= 0) {
      boolean idle = rq.nrRunningOpaque() == 0;
      long interval = rqs.length * MILLISECOND * (idle ? 1 : BUSY_FACTOR);
      rq.nextBalance = now + Math.max(tickNanos, interval);
      boolean flags = cpu.irqSave();
      balance(rq, idle ? IdleKind.IDLE : IdleKind.BUSY);
      cpu.irqRestore(flags);
    }
  }

  /**
   * Asks an idle CPU to balance, where the work should go anyway; another one at each tick, since
   * the waiting tasks may not be allowed on the first.
   */
  private void kickIdle(RunQueue rq) {
    long idle = placement.idleMask();
    if (idle != 0) {
      int start = (int) (rq.ticks & 63);
      long rotated = Long.rotateRight(idle, start);
      int cpu = (Long.numberOfTrailingZeros(rotated) + start) & 63;
      rqs[cpu].cpu.raise(Interrupt.BALANCE);
    }
  }

  /** On an idle CPU, asked by a busy one. */
  void whileIdle(Cpu cpu, long now) {
    RunQueue rq = rqs[cpu.id()];
    if (rq.nrRunningOpaque() == 0 && now - rq.nextBalance >= 0) {
      cpu.raiseSoftirqIrqoff(Softirq.SCHED);
    }
  }

  private void balance(RunQueue rq, IdleKind kind) {
    rq.counters.add(kind, BalanceCounter.CALLS, 1);
    long tried = 0;
    BalanceCounter reason = BalanceCounter.NO_BUSY_QUEUE;
    RunQueue busiest;
    while ((busiest = busiest(rq, tried)) != null) {
      // racy reads of both loads: decided again, task by task, under the locks
      long theirs = load(busiest);
      long ours = load(rq);
      if (rq.nrRunningOpaque() > 0 && theirs * 100 <= ours * IMBALANCE_PERCENT) {
        reason = BalanceCounter.NO_BUSY_GROUP;
        break;
      }
      long surplus = (theirs - ours) / 2;
      rq.counters.add(kind, BalanceCounter.IMBALANCE, surplus);
      if (pull(rq, busiest, surplus, tunables.migrateMax(), kind) > 0) {
        rq.failedBalances = 0;
        return;
      }
      tried |= 1L << busiest.cpu.id(); // nothing there may come here
    }
    if (tried == 0) {
      rq.counters.balanced(kind, reason);
      rq.failedBalances = 0;
    } else {
      rq.counters.add(kind, BalanceCounter.FAILED, 1);
      rq.failedBalances++;
    }
  }

  /** The weight of the fair tasks, the heavier the less real-time tasks leave them of the CPU. */
  private static long load(RunQueue rq) {
    int left = Math.max(LEAST_CAPACITY, CAPACITY - rq.rtPressure); // racy: a hint
    return rq.cfs.totalWeight * CAPACITY / left;
  }

  /** At each tick of the CPU, its queue locked: how much of it real-time tasks take, on average. */
  static void learnPressure(RunQueue rq) {
    int now = rq.rt.curr == null ? 0 : CAPACITY;
    rq.rtPressure += (now - rq.rtPressure) / 8;
  }

  /** The queue with the most weight that has a task to spare and was not tried, or null. */
  private RunQueue busiest(RunQueue rq, long tried) {
    RunQueue busiest = null;
    long most = 0; // a queue without a fair task has none to spare
    for (RunQueue other : rqs) {
      boolean candidate = other != rq && (tried >>> other.cpu.id() & 1) == 0;
      long load = load(other);
      if (candidate && other.nrRunningOpaque() > 1 && load > most) {
        busiest = other;
        most = load;
      }
    }
    return busiest;
  }

  /** Moves waiting tasks of at most {@code maxWeight} in all; returns how many. */
  private int pull(RunQueue to, RunQueue from, long maxWeight, int maxTasks, IdleKind kind) {
    if (from.lock.isContended()) {
      return 0; // others pull already, and its own CPU must get through
    }
    Cpu cpu = to.cpu;
    long now = cpu.clock().read();
    lockBoth(cpu, to, from);
    to.updateClock(now);
    from.updateClock(now);
    int moved = 0;
    long left = maxWeight;
    int looked = 0;
    SchedEntity entity = from.cfs.timeline.first();
    while (entity != null
        && moved < maxTasks
        && looked++ < tunables.migrateMax()
        && from.nrRunning > 1) {
      SchedEntity next = from.cfs.timeline.next(entity);
      Task task = entity.task;
      boolean fits = maxTasks == 1 || entity.weight() / 2 <= left;
      if (fits && mayMove(task, to, from)) {
        to.counters.add(kind, BalanceCounter.GAINED, 1);
        to.counters.add(kind, BalanceCounter.HOT_GAINED, isHot(task, from) ? 1 : 0);
        move(cpu, now, task, from, to);
        left -= entity.weight();
        moved++;
      }
      entity = next;
    }
    unlockBoth(cpu, to, from);
    return moved;
  }

  private boolean mayMove(Task task, RunQueue to, RunQueue from) {
    if ((task.slot.allowedVolatile() >>> to.cpu.id() & 1) == 0 || task.slot.isOnCpu()) {
      return false;
    }
    return !isHot(task, from) || to.nrRunning == 0 || to.failedBalances > PATIENCE;
  }

  private boolean isHot(Task task, RunQueue from) {
    long sinceRan = from.clockTask - task.entity.execStart();
    return sinceRan >= 0 && sinceRan < tunables.migrationCostNanos();
  }

  /** Both queues locked: moves a task that waits on the first to the second. */
  void move(Cpu cpu, long now, Task task, RunQueue from, RunQueue to) {
    assert !task.slot.isOnCpu() : task;
    trace.migrate(cpu.id(), now, task, from.cpu.id(), to.cpu.id());
    from.detach(task, 0);
    task.setRq(to);
    to.attach(task, 0);
    task.stats.addMigration();
    if (Wakeups.shouldPreempt(to, task)) {
      to.reschedule(cpu);
    }
  }

  static void lockBoth(Cpu cpu, RunQueue a, RunQueue b) {
    if (a.cpu.id() < b.cpu.id()) {
      a.lock.lock(cpu);
      b.lock.lock(cpu);
    } else {
      b.lock.lock(cpu);
      a.lock.lock(cpu);
    }
  }

  static void unlockBoth(Cpu cpu, RunQueue a, RunQueue b) {
    a.lock.unlock(cpu);
    b.lock.unlock(cpu);
  }
}
