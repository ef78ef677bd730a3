package org.kernsync.stress.broken;

/** Broken: readers pass a writer that waits, so a stream of them starves it. */
public final class ReadersFirstReadWriteLock extends NaiveReadWriteLock {
  /** Makes a free lock. */
  public ReadersFirstReadWriteLock() {
    super(false);
  }

  @Override
  public void readLock() {
    while (!tryReadLock()) {
      Thread.yield();
    }
  }
}
