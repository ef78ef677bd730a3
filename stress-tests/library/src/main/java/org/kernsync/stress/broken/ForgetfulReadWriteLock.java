package org.kernsync.stress.broken;

/** Broken: a reader that leaves while somebody waits lets nobody in. */
public final class ForgetfulReadWriteLock extends NaiveReadWriteLock {
  /** Makes a free lock. */
  public ForgetfulReadWriteLock() {}

  @Override
  public void readUnlock() {
    if (!permits.hasQueuedThreads()) {
      super.readUnlock();
    }
  }
}
