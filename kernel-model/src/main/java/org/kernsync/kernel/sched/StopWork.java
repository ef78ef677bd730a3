package org.kernsync.kernel.sched;

import org.kernsync.kernel.lib.ListHead;
import org.kernsync.wait.Completion;

/**
 * Work for a CPU's migration thread: something that must happen while nothing else runs on that
 * CPU.
 */
final class StopWork {
  final ListHead<StopWork> entry = new ListHead<>(this); // lock of the migration thread
  final Runnable action;
  final Completion done = new Completion();

  StopWork(Runnable action) {
    this.action = action;
  }
}
