package org.kernsync.stress.broken;

/** Broken: who leaves keeps the wake-up that it did not use. */
public final class SelfishWaitQueue extends NaiveWaitQueue {
  /** Makes a queue that nobody waits on. */
  public SelfishWaitQueue() {}

  @Override
  public void finishWait(Place place) {
    line.remove(place);
  }
}
