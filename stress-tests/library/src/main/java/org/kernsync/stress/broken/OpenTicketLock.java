package org.kernsync.stress.broken;

/** Broken: serves every ticket at once. Everybody gets in. */
public final class OpenTicketLock extends NaiveTicketLock {
  /** Makes a free lock. */
  public OpenTicketLock() {}

  @Override
  protected boolean isServed(int ticket) {
    return true;
  }
}
