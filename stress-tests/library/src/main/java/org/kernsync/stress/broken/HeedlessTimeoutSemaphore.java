package org.kernsync.stress.broken;

/** Broken: a timeout that races with a permit takes it and says that it did not. */
public final class HeedlessTimeoutSemaphore extends NaiveSemaphore {
  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with
   */
  public HeedlessTimeoutSemaphore(int permits) {
    super(permits);
  }

  @Override
  protected boolean timedOut() {
    take();
    return false;
  }
}
