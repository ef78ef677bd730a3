package org.kernsync.stress.broken;

/** Broken: looks who is first, then takes it off, in two steps. Two wakers wake the same one. */
public final class TwoStepWaitQueue extends NaiveWaitQueue {
  /** Makes a queue that nobody waits on. */
  public TwoStepWaitQueue() {}

  @Override
  protected Place takeFirst() {
    Place first = line.peek();
    if (first != null) {
      line.remove(first);
    }
    return first;
  }
}
