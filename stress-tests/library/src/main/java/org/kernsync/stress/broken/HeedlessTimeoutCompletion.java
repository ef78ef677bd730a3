package org.kernsync.stress.broken;

/** Broken: a timeout that races with a completion uses it up and says that it did not. */
public final class HeedlessTimeoutCompletion extends NaiveCompletion {
  /** Makes a completion that is not done. */
  public HeedlessTimeoutCompletion() {}

  @Override
  public boolean await(long timeoutNanos) throws InterruptedException {
    boolean done = super.await(timeoutNanos);
    if (!done) {
      tryAwait();
    }
    return done;
  }
}
