package org.kernsync.stress.broken;

/** Broken: counts by an atomic step that does not look whether the lock is held. */
public final class HeedlessLockRef extends NaiveLockRef {
  private static final long ONE = 2;

  /**
   * Makes a count with a free lock.
   *
   * @param references the references to begin with
   */
  public HeedlessLockRef(int references) {
    super(references);
  }

  @Override
  public void get() {
    long unused = word.getAndAdd(ONE);
  }
}
