package org.kernsync.stress.broken;

/** Broken: reads the next ticket and counts on in two steps. Two threads get the same. */
public final class TwoStepTicketLock extends NaiveTicketLock {
  /** Makes a free lock. */
  public TwoStepTicketLock() {}

  @Override
  protected int takeTicket() {
    int ticket = next.get();
    next.set(ticket + 1);
    return ticket;
  }

  @Override
  protected boolean takeTicketIf(int wanted) {
    if (next.get() != wanted) {
      return false;
    }
    next.set(wanted + 1);
    return true;
  }
}
