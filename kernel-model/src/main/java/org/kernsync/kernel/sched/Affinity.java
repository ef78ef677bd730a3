package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;

/**
 * Changes the CPUs a task may run on, wherever the task is: asleep, waiting on a queue, or running.
 */
final class Affinity {
  private final TaskAttributes scheduler;
  private final RunQueue[] rqs;
  private final Placement placement;
  private final LoadBalancer balancer;
  private final RtBalancer realTime;

  Affinity(
      TaskAttributes scheduler,
      RunQueue[] rqs,
      Placement placement,
      LoadBalancer balancer,
      RtBalancer realTime) {
    this.scheduler = scheduler;
    this.rqs = rqs;
    this.placement = placement;
    this.balancer = balancer;
    this.realTime = realTime;
  }

  /**
   * Returns once the task is on an allowed CPU, asleep, or ended. Called by a task that may sleep.
   */
  void set(Task caller, Task task, long mask) {
    Cpu cpu = caller.cpu();
    boolean flags = task.wakeLock.lockIrqSave(cpu);
    RunQueue rq = scheduler.lockRqOf(cpu, task);
    task.slot.setAllowedVolatile(mask);
    boolean misplaced = task.slot.isOnRq() && (mask >>> rq.cpu.id() & 1) == 0;
    rq.lock.unlock(cpu);
    Cpu host = misplaced ? moveWaiting(cpu, task) : null;
    realTime.push(cpu, rq); // it may wait there in vain, and elsewhere no longer
    task.wakeLock.unlockIrqRestore(cpu, flags);
    if (host != null) {
      StopWork work = new StopWork(() -> evict(task));
      scheduler.migrationThread(host.id()).queue(caller.cpu(), work);
      scheduler.sleepUninterruptibly(caller, work.done::awaitUninterruptibly);
    }
  }

  /**
   * On the migration thread of the CPU that the task ran on: the task cannot be running here now.
   */
  private void evict(Task task) {
    Cpu cpu = scheduler.currentCpu();
    boolean flags = task.wakeLock.lockIrqSave(cpu);
    moveWaiting(cpu, task);
    task.wakeLock.unlockIrqRestore(cpu, flags);
  }

  private int target(Task task) {
    return task.isRealTime()
        ? realTime.select(task)
        : placement.idlest(task.slot.allowedVolatile(), -1);
  }

  /**
   * Under the wake lock: moves a task that waits on a CPU it may not use. Returns the CPU that runs
   * it although it may not, null in any other case.
   */
  private Cpu moveWaiting(Cpu cpu, Task task) {
    assert task.wakeLock.isHeldHere() : task;
    long now = cpu.clock().read();
    while (true) {
      RunQueue from = task.rq();
      if ((task.slot.allowedVolatile() >>> from.cpu.id() & 1) != 0) {
        return null;
      }
      RunQueue to = rqs[target(task)];
      LoadBalancer.lockBoth(cpu, from, to);
      if (task.rq() != from) { // the balancer was faster
        LoadBalancer.unlockBoth(cpu, from, to);
        continue;
      }
      boolean runs = task.slot.isOnRq() && task.slot.isOnCpu();
      if (task.slot.isOnRq() && !runs) {
        from.updateClock(now);
        to.updateClock(now);
        balancer.move(cpu, now, task, from, to);
      }
      LoadBalancer.unlockBoth(cpu, from, to);
      return runs ? from.cpu : null;
    }
  }
}
