package org.kernsync.stress.torture.busted;

/** Broken: turns once, so a reader that counted itself in late is in the phase nobody looks at. */
public final class OneTurnSrcu extends NaiveSrcu {
  /** Makes a domain. */
  public OneTurnSrcu() {}

  @Override
  protected int turns() {
    return 1;
  }
}
