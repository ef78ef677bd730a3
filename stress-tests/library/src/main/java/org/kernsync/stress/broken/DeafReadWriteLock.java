package org.kernsync.stress.broken;

/** Broken: a writer that is interrupted while it waits goes on waiting, and forgets to say so. */
public final class DeafReadWriteLock extends NaiveReadWriteLock {
  /** Makes a free lock. */
  public DeafReadWriteLock() {}

  @Override
  public void writeLock() {
    while (true) {
      try {
        permits.acquire(ALL);
        return;
      } catch (InterruptedException forgotten) {
        Thread.yield();
      }
    }
  }
}
