package org.kernsync.kernel.sched;

import java.util.function.Predicate;
import org.kernsync.kernel.cpu.Cpu;

/**
 * Brings real-time tasks to CPUs that run something lower: where they wake, by push from a CPU that
 * has one to spare, and by pull to a CPU that gives up a priority.
 *
 * <p>The aim, which fair balancing has not: the n highest tasks run, on n CPUs, as far as their
 * masks and the throttle allow. Hence nothing is left for later: each event that could make a task
 * wait beside a CPU that should run it looks for one (label RT1 in {@link RtRunQueue}).
 *
 * <p><b>Differences from Linux.</b> Among CPUs that run something lower an idle one is preferred. A
 * throttled queue keeps its tasks, and takes none, until its next period.
 */
final class RtBalancer {
  private final RunQueue[] rqs;
  private final LoadBalancer mover;

  RtBalancer(RunQueue[] rqs, LoadBalancer mover) {
    this.rqs = rqs;
    this.mover = mover;
  }

  // ---- placement
  // ------------------------------------------------------------------------------------------------------

  /**
   * The CPU for a task that wakes or is born: its last one where it would run there at once, else
   * the one that runs the lowest; its last one again where none runs something lower.
   */
  int select(Task task) {
    int last = task.rq().cpu.id();
    boolean mayStay = (task.slot.allowedVolatile() >>> last & 1) != 0;
    if (mayStay && rqs[last].rt.level() < task.rt.priority()) { // volatile: RT1
      return last;
    }
    int lowest = lowest(task, task.slot.allowedVolatile());
    if (lowest >= 0) {
      return lowest;
    }
    return mayStay ? last : Long.numberOfTrailingZeros(task.slot.allowedVolatile());
  }

  /** Of these CPUs the one that runs the lowest, if that is lower than the task; else -1. */
  private int lowest(Task task, long among) {
    int best = -1;
    int least = 2 * task.rt.priority();
    for (long rest = among & allCpus(); rest != 0; rest &= rest - 1) {
      int cpu = Long.numberOfTrailingZeros(rest);
      int level = rqs[cpu].rt.level(); // volatile: RT1, pairs with RtRunQueue#publish
      int cost = 2 * level + (rqs[cpu].nrRunningOpaque() == 0 ? 0 : 1);
      if (level < task.rt.priority() && cost < least) {
        least = cost;
        best = cpu;
      }
    }
    return best;
  }

  private long allCpus() {
    return -1L >>> Long.SIZE - rqs.length;
  }

  // ---- the CPU's own loop
  // ---------------------------------------------------------------------------------------------

  /**
   * Before a CPU chooses its next task, its queue locked: where a real-time task has left the
   * queue, looks whether a higher one than the rest waits elsewhere.
   */
  void beforePick(RunQueue rq, Task previous) {
    if (previous.isRealTime() && !previous.rt.isQueued()) {
      pull(rq.cpu, rq);
    }
  }

  /**
   * How long an idle CPU may halt: at most until a throttle ends; ends it where that is now. Called
   * with interrupts off, no queue locked.
   */
  long idleNanos(RunQueue rq, long most) {
    if (!rq.rt.limit.isThrottled()) { // plain: only this CPU throttles its queue
      return most;
    }
    rq.lock.lock(rq.cpu);
    rq.updateClock(rq.cpu.clock().read());
    if (rq.refillRealTime(rq.cpu)) {
      pull(rq.cpu, rq);
    }
    long left = rq.rt.limit.isThrottled() ? rq.rt.limit.untilRefill(rq.clockTask) : 0;
    rq.lock.unlock(rq.cpu);
    return Math.min(most, left);
  }

  // ---- push
  // -----------------------------------------------------------------------------------------------------------

  /**
   * Sends what waits on a queue to CPUs that run something lower. No queue is locked, interrupts
   * off; also on behalf of another CPU.
   */
  void push(Cpu cpu, RunQueue from) {
    long tried = 0;
    while (from.rt.surplus() > 0) { // volatile: RT1, pairs with RtRunQueue#publish
      int target = target(cpu, from, ~tried);
      if (target < 0) {
        return;
      }
      if (!moveOne(cpu, from, rqs[target])) {
        tried |= 1L << target;
      }
    }
  }

  /** The CPU for the first that waits in vain and could run elsewhere; -1 if there is none. */
  private int target(Cpu cpu, RunQueue from, long among) {
    from.lock.lock(cpu);
    long elsewhere = among & ~(1L << from.cpu.id());
    Task task =
        from.rt.firstThat(
            each ->
                isSpare(from, each) && lowest(each, each.slot.allowedVolatile() & elsewhere) >= 0);
    int target = task == null ? -1 : lowest(task, task.slot.allowedVolatile() & elsewhere);
    from.lock.unlock(cpu);
    return target;
  }

  // ---- pull
  // -----------------------------------------------------------------------------------------------------------

  /**
   * Takes to a CPU what waits elsewhere and is higher than all it has. Interrupts off.
   *
   * @param to locked by the caller; unlocked for moments, and locked again on return
   */
  void pull(Cpu cpu, RunQueue to) {
    to.rt.publish(); // RT1: before the looks at others
    for (RunQueue from : rqs) {
      // volatile: RT1, pairs with RtRunQueue#publish
      if (from != to && from.rt.surplus() > to.rt.level()) {
        to.lock.unlock(cpu);
        moveOne(cpu, from, to);
        to.lock.lock(cpu);
      }
    }
  }

  /** As {@link #pull}, where the caller holds no queue. */
  void pullUnlocked(Cpu cpu, RunQueue to) {
    to.lock.lock(cpu);
    pull(cpu, to);
    to.lock.unlock(cpu);
  }

  // ---- both
  // -----------------------------------------------------------------------------------------------------------

  /** Moves the first task that waits in vain on one CPU and would run at once on the other. */
  private boolean moveOne(Cpu cpu, RunQueue from, RunQueue to) {
    long now = cpu.clock().read();
    LoadBalancer.lockBoth(cpu, from, to);
    from.updateClock(now);
    to.updateClock(now);
    to.rt.publish();
    int level = to.rt.level();
    int target = to.cpu.id();
    Predicate<Task> wanted =
        task ->
            task.rt.priority() > level
                && (task.slot.allowedVolatile() >>> target & 1) != 0
                && isSpare(from, task);
    Task task = from.rt.limit.isThrottled() ? null : from.rt.firstThat(wanted);
    if (task != null) {
      mover.move(cpu, now, task, from, to);
    }
    LoadBalancer.unlockBoth(cpu, from, to);
    return task != null;
  }

  /** Whether a waiting task is not the one that will run here next anyway. */
  private static boolean isSpare(RunQueue rq, Task task) {
    Task running = rq.rt.curr;
    boolean outranked =
        running != null && running.rt.isQueued() && running.rt.priority() >= task.rt.priority();
    return !task.slot.isOnCpu() && (outranked || task != rq.rt.first());
  }
}
