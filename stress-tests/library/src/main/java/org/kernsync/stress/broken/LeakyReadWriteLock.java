package org.kernsync.stress.broken;

/** Broken: a writer leaves a permit over, and a reader comes in beside it. */
public final class LeakyReadWriteLock extends NaiveReadWriteLock {
  /** Makes a free lock. */
  public LeakyReadWriteLock() {}

  @Override
  public void writeLock() {
    permits.acquireUninterruptibly(ALL - 1);
  }

  @Override
  public void writeUnlock() {
    permits.release(ALL - 1);
  }

  @Override
  public boolean tryWriteLock() {
    return permits.tryAcquire(ALL - 1);
  }

  @Override
  public void downgrade() {
    permits.release(ALL - 2);
  }
}
