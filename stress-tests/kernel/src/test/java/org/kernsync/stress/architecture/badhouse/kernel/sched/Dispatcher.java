package org.kernsync.stress.architecture.badhouse.kernel.sched;

import org.kernsync.stress.architecture.badhouse.kernel.time.NosyClock;

/** Breaks: no cycles (with {@link NosyClock}); one maker of virtual threads (by a call). */
public final class Dispatcher {
  private final NosyClock clock = new NosyClock();

  public Thread start() {
    return Starter.start(clock::tick);
  }

  private static final class Starter {
    static Thread start(Runnable body) {
      return Thread.ofVirtual().start(body);
    }
  }
}
