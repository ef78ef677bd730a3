package org.kernsync.stress.broken;

import java.util.concurrent.Semaphore;
import org.kernsync.stress.contract.ReadWriteUnderTest;

/**
 * A read-write lock with nothing left out, made of a fair semaphore: a reader takes one permit, a
 * writer takes all. A positive control, and what the broken ones break.
 */
public class NaiveReadWriteLock implements ReadWriteUnderTest {
  /** All permits. */
  protected static final int ALL = 1 << 20;

  /** The permits that nobody has. */
  protected final Semaphore permits;

  /** Makes a free lock that is fair. */
  public NaiveReadWriteLock() {
    this(true);
  }

  /**
   * Makes a free lock.
   *
   * @param fair whether the line of waiters cannot be passed
   */
  protected NaiveReadWriteLock(boolean fair) {
    permits = new Semaphore(ALL, fair);
  }

  @Override
  public void readLock() {
    permits.acquireUninterruptibly();
  }

  @Override
  public void readUnlock() {
    permits.release();
  }

  @Override
  public boolean tryReadLock() {
    return permits.tryAcquire();
  }

  @Override
  public void writeLock() {
    permits.acquireUninterruptibly(ALL);
  }

  @Override
  public void writeUnlock() {
    permits.release(ALL);
  }

  @Override
  public boolean tryWriteLock() {
    return permits.tryAcquire(ALL);
  }

  @Override
  public void downgrade() {
    permits.release(ALL - 1);
  }
}
