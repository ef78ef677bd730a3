package org.kernsync.stress.broken;

import java.util.function.BooleanSupplier;

/** Broken: tests, then queues, then sleeps. A wake-up between the two is lost. */
public final class DeafWaitQueue extends NaiveWaitQueue {
  /** Makes a queue that nobody waits on. */
  public DeafWaitQueue() {}

  @Override
  protected boolean testInLine(BooleanSupplier condition) {
    return false;
  }
}
