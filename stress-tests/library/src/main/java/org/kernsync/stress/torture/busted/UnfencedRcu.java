package org.kernsync.stress.torture.busted;

/**
 * Broken: no fence between epoch and pointers, and nobody else pays for one. A processor may then
 * let the load overtake the store; here it always does, as if its store buffer were slow.
 */
public final class UnfencedRcu extends NaiveRcu {
  /** Makes a domain. */
  public UnfencedRcu() {}

  @Override
  protected boolean storesBeforeLoads() {
    return false;
  }
}
