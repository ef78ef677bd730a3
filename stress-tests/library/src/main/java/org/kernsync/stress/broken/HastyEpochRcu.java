package org.kernsync.stress.broken;

/** Broken: waits for nobody. */
public final class HastyEpochRcu extends NaiveEpochRcu {
  /** Makes a domain. */
  public HastyEpochRcu() {}

  @Override
  protected boolean mustWaitFor(long epoch, long mine) {
    return false;
  }
}
