package org.kernsync.stress.broken;

/** Broken: serves the next ticket without waking anybody. A sleeper sleeps on. */
public final class SilentTicketLock extends NaiveTicketLock {
  /** Makes a free lock. */
  public SilentTicketLock() {}

  @Override
  protected void wakeAll(Iterable<Thread> sleepers) {}
}
