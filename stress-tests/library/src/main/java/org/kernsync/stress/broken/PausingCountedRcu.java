package org.kernsync.stress.broken;

/**
 * Right: {@link NaiveCountedRcu} with readers that lose their processor between the look at the
 * phase and the count. The control of {@link OneTurnCountedRcu}.
 */
public class PausingCountedRcu extends NaiveCountedRcu {
  /** Makes a domain. */
  public PausingCountedRcu() {}

  @Override
  protected final void beforeCounting() {
    NaiveEpochRcu.pause();
  }
}
