package org.kernsync.stress.architecture.badhouse.kernel.time;

import org.kernsync.stress.architecture.badhouse.internal.Cell;
import org.kernsync.stress.architecture.badhouse.kernel.sched.Dispatcher;
import org.kernsync.stress.architecture.badhouse.stress.Suite;

/** Breaks: internals of the library; tests; one maker of virtual threads (by reflection). */
public final class NosyClock {
  private Dispatcher dispatcher;
  private int ticks = new Cell(Suite.size()).value;

  public void tick() {
    ticks++;
    dispatcher = null;
  }

  public Class<?> builders() throws ClassNotFoundException {
    return dispatcher == null ? Class.forName("java.lang.ThreadBuilders") : null;
  }
}
