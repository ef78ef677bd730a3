package org.kernsync.stress.architecture.badhouse.spin;

import org.jctools.queues.MpscArrayQueue;
import org.kernsync.stress.architecture.badhouse.sleep.Sleeper;

/** Breaks: the library has no dependency; no cycles (with {@link Sleeper}). */
public final class ForeignSpin {
  private final MpscArrayQueue<Sleeper> waiters = new MpscArrayQueue<>(2);

  public Sleeper next() {
    return waiters.poll();
  }
}
