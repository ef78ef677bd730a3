package org.kernsync.kernel.sched;

import org.kernsync.kernel.time.DelayLoop;

/**
 * A kernel thread's body that computes until it is told to stop, gives way about every 20 us where
 * another task is due, and counts what it did itself, so that its share of a CPU can be told
 * without the scheduler's own accounts.
 */
public final class BusyLoop implements Task.Body {
  private static final long CHUNK_NANOS = 20_000;
  private static final long CHUNK = DelayLoop.loopsFor(CHUNK_NANOS);

  private final Scheduler scheduler;
  private volatile boolean stopped;
  private volatile long chunks; // written by the task alone
  private volatile int lastCpu = -1;
  private long sink;

  /** A loop for a task of this scheduler. */
  public BusyLoop(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void run(Task self) {
    long done = 0;
    while (!stopped) {
      sink = DelayLoop.spin(sink, CHUNK);
      chunks = ++done;
      lastCpu = self.cpu().id();
      scheduler.condResched(self);
    }
  }

  /** Ends the task at its next look. */
  public void stop() {
    stopped = true;
  }

  /** How many chunks of equal work it has done. */
  public long chunks() {
    return chunks;
  }

  /** The CPU on which it did its last chunk, -1 before the first. */
  public int lastCpu() {
    return lastCpu;
  }
}
