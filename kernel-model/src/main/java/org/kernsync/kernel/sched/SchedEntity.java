package org.kernsync.kernel.sched;

import org.kernsync.kernel.lib.RbNode;

/**
 * What the fair class keeps of a task, in the task's slot. All fields guarded by the lock of the
 * task's run queue; who may be late uses those named {@code Seen}.
 */
final class SchedEntity extends RbNode {
  final Task task;
  private final TaskSlot slot;

  SchedEntity(Task task, TaskSlot slot) {
    this.task = task;
    this.slot = slot;
    setWeight(LoadWeight.NICE_0);
  }

  void setWeight(int newWeight) {
    slot.setWord(TaskLayout.WEIGHT, newWeight);
    slot.setWord(TaskLayout.INVERSE_WEIGHT, LoadWeight.inverse(newWeight));
  }

  /** Run time in this entity's virtual time. */
  long toVirtual(long delta) {
    int weight = weight();
    return weight == LoadWeight.NICE_0
        ? delta
        : LoadWeight.scale(delta, LoadWeight.NICE_0, slot.word(TaskLayout.INVERSE_WEIGHT));
  }

  int weight() {
    return (int) slot.word(TaskLayout.WEIGHT);
  }

  int weightSeen() {
    return (int) slot.wordSeen(TaskLayout.WEIGHT);
  }

  long vruntime() {
    return slot.word(TaskLayout.VRUNTIME);
  }

  void setVruntime(long value) {
    slot.setWord(TaskLayout.VRUNTIME, value);
  }

  void addVruntime(long delta) {
    slot.addWord(TaskLayout.VRUNTIME, delta);
  }

  long vruntimeSeen() {
    return slot.wordSeen(TaskLayout.VRUNTIME);
  }

  long execStart() {
    return slot.word(TaskLayout.EXEC_START);
  }

  void setExecStart(long value) {
    slot.setWord(TaskLayout.EXEC_START, value);
  }

  long sumExec() {
    return slot.word(TaskLayout.SUM_EXEC);
  }

  void addSumExec(long delta) {
    slot.addWord(TaskLayout.SUM_EXEC, delta);
  }

  long sumExecSeen() {
    return slot.wordSeen(TaskLayout.SUM_EXEC);
  }

  long prevSumExec() {
    return slot.word(TaskLayout.PREV_SUM_EXEC);
  }

  void setPrevSumExec(long value) {
    slot.setWord(TaskLayout.PREV_SUM_EXEC, value);
  }

  boolean isQueued() {
    return slot.word(TaskLayout.FAIR_QUEUED) != 0;
  }

  void setQueued(boolean value) {
    slot.setWord(TaskLayout.FAIR_QUEUED, value ? 1 : 0);
  }

  @Override
  public String toString() {
    return "entity of " + task;
  }
}
