package org.kernsync.stress.broken;

/** Broken: a wait that timed out comes back without the lock. */
public final class OpenMonitor extends NaiveMonitor {
  /** Makes a free lock. */
  public OpenMonitor() {}

  @Override
  protected boolean lockAgain(boolean signalled) {
    return signalled && super.lockAgain(true);
  }
}
