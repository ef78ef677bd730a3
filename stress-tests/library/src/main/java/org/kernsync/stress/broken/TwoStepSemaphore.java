package org.kernsync.stress.broken;

/** Broken: reads the count and writes it back in two steps. Permits appear and vanish. */
public final class TwoStepSemaphore extends NaiveSemaphore {
  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with
   */
  public TwoStepSemaphore(int permits) {
    super(permits);
  }

  @Override
  protected boolean take() {
    int permits = count.get();
    if (permits == 0) {
      return false;
    }
    count.set(permits - 1);
    return true;
  }

  @Override
  protected void give() {
    count.set(count.get() + 1);
  }
}
