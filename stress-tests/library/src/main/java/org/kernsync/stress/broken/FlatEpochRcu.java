package org.kernsync.stress.broken;

/** Broken: the unlock of an inner section ends the outer one. */
public final class FlatEpochRcu extends NaiveEpochRcu {
  /** Makes a domain. */
  public FlatEpochRcu() {}

  @Override
  protected boolean endsSection(int nestingLeft) {
    return true;
  }
}
