package org.kernsync.kernel.sched;

import org.kernsync.kernel.lib.ListHead;

/** What the real-time class keeps of a task. All fields guarded by the lock of its run queue. */
final class RtEntity {
  final ListHead<Task> link; // alone unless the task waits
  int priority; // 1 to 99, 0 under a policy of another class
  long sliceUsed; // SCHED_RR
  boolean queued; // waiting or running
  boolean toTail; // where the running task goes when it stops running

  RtEntity(Task task) {
    link = new ListHead<>(task);
  }
}
