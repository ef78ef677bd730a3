package org.kernsync.stress.architecture.badhouse.sleep;

import org.kernsync.stress.architecture.badhouse.spin.ForeignSpin;

/** Closes the cycle. */
public final class Sleeper {
  private final ForeignSpin guard = new ForeignSpin();

  public Sleeper next() {
    return guard.next();
  }
}
