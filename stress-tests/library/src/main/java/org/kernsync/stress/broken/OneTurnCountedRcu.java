package org.kernsync.stress.broken;

/** Broken: a grace period turns once, and misses who looked at the phase before the last one. */
public final class OneTurnCountedRcu extends PausingCountedRcu {
  /** Makes a domain. */
  public OneTurnCountedRcu() {}

  @Override
  protected int turns() {
    return 1;
  }
}
