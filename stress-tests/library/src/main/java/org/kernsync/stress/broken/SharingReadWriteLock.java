package org.kernsync.stress.broken;

/** Broken: a writer is content with one permit, as a reader is. */
public final class SharingReadWriteLock extends NaiveReadWriteLock {
  /** Makes a free lock. */
  public SharingReadWriteLock() {}

  @Override
  public void writeLock() {
    readLock();
  }

  @Override
  public void writeUnlock() {
    readUnlock();
  }

  @Override
  public boolean tryWriteLock() {
    return tryReadLock();
  }

  @Override
  public void downgrade() {}
}
