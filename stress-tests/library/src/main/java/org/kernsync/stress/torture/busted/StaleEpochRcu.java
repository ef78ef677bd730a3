package org.kernsync.stress.torture.busted;

/** Broken: takes the epoch of one grace period ago for a new one. */
public final class StaleEpochRcu extends NaiveRcu {
  /** Makes a domain. */
  public StaleEpochRcu() {}

  @Override
  protected boolean isEarlier(long seen, long mine) {
    return seen < mine - 1;
  }
}
