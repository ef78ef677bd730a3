package org.kernsync.kernel.boot;

import java.util.List;
import org.kernsync.kernel.sched.Task;

/** What must hold once every CPU is off: the invariants that end a run. */
final class AtRest {
  private final Assembly parts;
  private final Bringup bringup;
  private final Violations violations;

  AtRest(Assembly parts, Bringup bringup) {
    this.parts = parts;
    this.bringup = bringup;
    this.violations = parts.violations;
  }

  /** Gives back what lives as long as the kernel, and checks. */
  void check() {
    parts.memory.cpusOff();
    parts.rcu.drain();
    checkParts();
    freeSlots();
    parts.memory.checkAtRest(violations);
    checkTasks();
  }

  private void checkParts() {
    parts.scheduler.checkAtRest(violations);
    parts.softirqs.checkAtRest(violations);
    parts.tasklets.checkAtRest(violations);
    parts.irqs.checkAtRest(violations);
    parts.workqueues.checkAtRest(violations);
    parts.rcu.checkAtRest(violations);
    parts.timekeeping.checkAtRest(violations);
    parts.processes.checkAtRest(violations);
    parts.kernelThreads.checkAtRest(violations);
    parts.syscalls.checkAtRest(violations);
  }

  /** What lives as long as the kernel is given back now, so that what is left is a leak. */
  private void freeSlots() {
    try {
      parts.timekeeping.freeEmbedded();
      parts.workqueues.freeEmbedded();
      parts.scheduler.freeIdleTasks();
    } catch (IllegalStateException broken) {
      violations.accept("at the end " + broken.getMessage());
    }
  }

  /** Nobody uses a task that has ended, and tasks and CPUs have counted the same switches. */
  private void checkTasks() {
    long byTask = parts.ended.switches();
    parts.ended.list().forEach(this::checkUnused);
    for (Task task : List.of(bringup.init(), bringup.kthreadd())) { // nobody collects these
      checkUnused(task);
      byTask += EndedTasks.switchesOf(task);
    }
    for (int cpu = 0; cpu < parts.cpus.size(); cpu++) {
      byTask += EndedTasks.switchesOf(parts.scheduler.idleTask(cpu));
    }
    long byCpu = parts.scheduler.contextSwitches();
    if (byTask != byCpu) {
      violations.accept("the CPUs counted " + byCpu + " switches, the tasks " + byTask);
    }
  }

  private void checkUnused(Task task) {
    if (task.users() != 0) {
      violations.accept("task " + task + " ended with usage count " + task.users());
    }
  }
}
