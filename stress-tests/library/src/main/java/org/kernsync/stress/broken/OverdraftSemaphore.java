package org.kernsync.stress.broken;

/** Broken: takes a permit whether or not there is one. Nobody ever waits. */
public final class OverdraftSemaphore extends NaiveSemaphore {
  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with
   */
  public OverdraftSemaphore(int permits) {
    super(permits);
  }

  @Override
  protected boolean take() {
    count.decrementAndGet();
    return true;
  }
}
