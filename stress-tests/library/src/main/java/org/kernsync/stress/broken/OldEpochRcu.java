package org.kernsync.stress.broken;

/**
 * Broken: waits for epochs of the grace period before, and takes an older one for a section that
 * must have been waited for already.
 */
public final class OldEpochRcu extends PausingEpochRcu {
  /** Makes a domain. */
  public OldEpochRcu() {}

  @Override
  protected boolean mustWaitFor(long epoch, long mine) {
    return epoch == mine - 1;
  }
}
