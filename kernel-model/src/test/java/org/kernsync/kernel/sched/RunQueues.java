package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;

/** Run queues of no kernel, for tests. */
final class RunQueues {
  private RunQueues() {}

  /** A queue with its idle task. */
  static RunQueue of(Cpu cpu, Task idle, long averageIdle, RtTunables realTime) {
    RunQueue rq = new RunQueue(cpu, averageIdle, realTime);
    rq.setIdle(idle);
    return rq;
  }
}
