package org.kernsync.kernel.sched;

import org.kernsync.wait.Completion;

/**
 * Work for a CPU's migration thread: something that must happen while nothing else runs on that
 * CPU.
 */
final class StopWork {
  final Runnable action;
  final Completion done = new Completion();

  StopWork(Runnable action) {
    this.action = action;
  }
}
