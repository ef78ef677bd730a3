package org.kernsync.kernel.sched;

import org.kernsync.kernel.lib.ListHead;

/**
 * What the real-time class keeps of a task, in the task's slot. All fields guarded by the lock of
 * its run queue; who may be late uses those named {@code Seen}.
 */
final class RtEntity {
  final ListHead<Task> link; // alone unless the task waits
  private final TaskSlot slot;

  RtEntity(Task task, TaskSlot slot) {
    link = new ListHead<>(task);
    this.slot = slot;
  }

  // priority: 1 to 99, 0 under a policy of another class; sliceUsed: SCHED_RR; queued: waiting or
  // running; toTail: where the running task goes when it stops running

  int priority() {
    return (int) slot.word(TaskLayout.RT_PRIORITY);
  }

  void setPriority(int value) {
    slot.setWord(TaskLayout.RT_PRIORITY, value);
  }

  int prioritySeen() {
    return (int) slot.wordSeen(TaskLayout.RT_PRIORITY);
  }

  long sliceUsed() {
    return slot.word(TaskLayout.SLICE_USED);
  }

  void setSliceUsed(long value) {
    slot.setWord(TaskLayout.SLICE_USED, value);
  }

  void addSliceUsed(long delta) {
    slot.addWord(TaskLayout.SLICE_USED, delta);
  }

  boolean isQueued() {
    return slot.word(TaskLayout.RT_QUEUED) != 0;
  }

  void setQueued(boolean value) {
    slot.setWord(TaskLayout.RT_QUEUED, value ? 1 : 0);
  }

  boolean toTail() {
    return slot.word(TaskLayout.TO_TAIL) != 0;
  }

  void setToTail(boolean value) {
    slot.setWord(TaskLayout.TO_TAIL, value ? 1 : 0);
  }
}
