package org.kernsync.stress.broken;

/** Broken: readers exclude each other. */
public final class SolitaryReadWriteLock extends NaiveReadWriteLock {
  /** Makes a free lock. */
  public SolitaryReadWriteLock() {}

  @Override
  public void readLock() {
    writeLock();
  }

  @Override
  public void readUnlock() {
    writeUnlock();
  }

  @Override
  public boolean tryReadLock() {
    return tryWriteLock();
  }

  @Override
  public void downgrade() {}
}
