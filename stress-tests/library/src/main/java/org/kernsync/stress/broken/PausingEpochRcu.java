package org.kernsync.stress.broken;

/**
 * Right: {@link NaiveEpochRcu} with readers that lose their processor between the look at the
 * number and its publication. The control of {@link OldEpochRcu}.
 */
public class PausingEpochRcu extends NaiveEpochRcu {
  /** Makes a domain. */
  public PausingEpochRcu() {}

  @Override
  protected final void beforePublishing() {
    pause();
  }
}
