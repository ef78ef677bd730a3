package org.kernsync.kernel.sched;

import org.kernsync.kernel.lib.RbTree;

/**
 * The fair part of a run queue. All fields guarded by the run queue's lock but for the racy read of
 * minVruntime.
 */
final class CfsRunQueue {
  final RbTree<SchedEntity> timeline = new RbTree<>();
  SchedEntity curr;
  SchedEntity last; // buddies: the one to go on with, the one to pass over
  SchedEntity skip;
  long minVruntime = -(1L << 20); // as the kernel starts it: early wrap-around shows mistakes
  long totalWeight;
  int nrRunning;

  /** Never backwards: the least vruntime of whoever runs or waits. */
  void updateMinVruntime() {
    long least = minVruntime;
    SchedEntity first = timeline.first();
    if (curr != null && curr.isQueued()) {
      least = curr.vruntime();
      if (first != null && first.vruntime() - least < 0) {
        least = first.vruntime();
      }
    } else if (first != null) {
      least = first.vruntime();
    }
    if (least - minVruntime > 0) {
      minVruntime = least;
    }
  }

  void clearBuddies(SchedEntity entity) {
    if (last == entity) {
      last = null;
    }
    if (skip == entity) {
      skip = null;
    }
  }
}
