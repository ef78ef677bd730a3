package org.kernsync.stress.broken;

/** Broken: a waiter that wakes up believes that it has a permit, and does not look. */
public final class HastySemaphore extends NaiveSemaphore {
  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with
   */
  public HastySemaphore(int permits) {
    super(permits);
  }

  @Override
  protected boolean takeAwake() {
    return true;
  }
}
