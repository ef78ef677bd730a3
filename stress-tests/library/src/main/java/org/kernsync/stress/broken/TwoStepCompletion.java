package org.kernsync.stress.broken;

/** Broken: looks whether it is done, then takes, in two steps. Two threads take the same. */
public final class TwoStepCompletion extends NaiveCompletion {
  /** Makes a completion that is not done. */
  public TwoStepCompletion() {}

  @Override
  public boolean tryAwait() {
    if (!isDone()) {
      return false;
    }
    super.tryAwait(); // whatever it says now
    return true;
  }

  private synchronized boolean isDone() {
    return done != 0;
  }
}
