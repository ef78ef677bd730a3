package org.kernsync.stress.broken;

/** Broken: counts a permit without waking anybody. A sleeper sleeps on. */
public final class SilentSemaphore extends NaiveSemaphore {
  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with
   */
  public SilentSemaphore(int permits) {
    super(permits);
  }

  @Override
  protected void wake(Thread sleeper) {}
}
