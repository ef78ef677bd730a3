package org.kernsync.kernel.sched;

import org.kernsync.kernel.lib.RbNode;

/** What the fair class keeps of a task. All fields guarded by the lock of the task's run queue. */
final class SchedEntity extends RbNode {
  final Task task;
  int weight = LoadWeight.NICE_0;
  long inverseWeight = LoadWeight.inverse(LoadWeight.NICE_0);
  long vruntime;
  long execStart;
  long sumExec;
  long prevSumExec;
  boolean queued;

  SchedEntity(Task task) {
    this.task = task;
  }

  void setWeight(int newWeight) {
    weight = newWeight;
    inverseWeight = LoadWeight.inverse(newWeight);
  }

  /** Run time in this entity's virtual time. */
  long toVirtual(long delta) {
    return weight == LoadWeight.NICE_0
        ? delta
        : LoadWeight.scale(delta, LoadWeight.NICE_0, inverseWeight);
  }

  @Override
  public String toString() {
    return "entity of " + task;
  }
}
