package org.kernsync.stress.broken;

/** Broken: a downgrade lets everybody in before it comes back as a reader. */
public final class GappyReadWriteLock extends NaiveReadWriteLock {
  /** Makes a free lock. */
  public GappyReadWriteLock() {}

  @Override
  public void downgrade() {
    writeUnlock();
    readLock();
  }
}
