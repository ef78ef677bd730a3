package org.kernsync.stress.broken;

/** Broken: an interrupt that races with a permit takes it and says that it did not. */
public final class HeedlessInterruptSemaphore extends NaiveSemaphore {
  /**
   * Makes a semaphore.
   *
   * @param permits the permits to begin with
   */
  public HeedlessInterruptSemaphore(int permits) {
    super(permits);
  }

  @Override
  public void downInterruptibly() throws InterruptedException {
    try {
      super.downInterruptibly();
    } catch (InterruptedException e) {
      take();
      throw e;
    }
  }
}
