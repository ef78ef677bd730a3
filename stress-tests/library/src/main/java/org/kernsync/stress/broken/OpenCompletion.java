package org.kernsync.stress.broken;

/** Broken: lets everybody pass, done or not. */
public final class OpenCompletion extends NaiveCompletion {
  /** Makes a completion that is not done. */
  public OpenCompletion() {}

  @Override
  public synchronized boolean tryAwait() {
    super.tryAwait();
    return true;
  }
}
