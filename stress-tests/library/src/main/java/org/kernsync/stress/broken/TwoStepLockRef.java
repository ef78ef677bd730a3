package org.kernsync.stress.broken;

/** Broken: reads the word and writes it back in two steps. References are lost. */
public final class TwoStepLockRef extends NaiveLockRef {
  /**
   * Makes a count with a free lock.
   *
   * @param references the references to begin with
   */
  public TwoStepLockRef(int references) {
    super(references);
  }

  @Override
  protected boolean move(long before, long after) {
    word.set(after);
    return true;
  }
}
