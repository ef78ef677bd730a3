package org.kernsync.stress.broken;

/**
 * Broken: who gives up does not look whether it was handed the lock in the last moment. Nobody
 * unlocks then.
 */
public final class HeedlessHandOverLock extends NaiveHandOverLock {
  /** Makes a free lock. */
  public HeedlessHandOverLock() {}

  @Override
  protected boolean leave(Place place) {
    super.leave(place);
    return true;
  }
}
