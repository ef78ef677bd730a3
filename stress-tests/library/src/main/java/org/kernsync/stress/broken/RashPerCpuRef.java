package org.kernsync.stress.broken;

/** Broken: confirms a kill before it has changed the mode. */
public final class RashPerCpuRef extends NaivePerCpuRef {
  /**
   * Makes a live one, with the first reference.
   *
   * @param release what to do when the last reference is gone
   */
  public RashPerCpuRef(Runnable release) {
    super(release);
  }

  @Override
  public void killAndConfirm(Runnable confirm) {
    confirm.run();
    NaiveEpochRcu.pause();
    NaiveEpochRcu.pause();
    super.killAndConfirm(() -> {});
  }
}
