package org.kernsync.stress.broken;

/** Broken: does not look at the mode again behind its change. */
public final class BlindPerCpuRef extends NaivePerCpuRef {
  /**
   * Makes a live one, with the first reference.
   *
   * @param release what to do when the last reference is gone
   */
  public BlindPerCpuRef(Runnable release) {
    super(release);
  }

  @Override
  protected boolean isStillLive() {
    return true;
  }
}
