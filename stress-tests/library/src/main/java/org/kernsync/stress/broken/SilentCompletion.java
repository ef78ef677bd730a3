package org.kernsync.stress.broken;

import java.util.concurrent.TimeUnit;

/** Broken: counts and wakes nobody. Who sleeps sleeps on. */
public final class SilentCompletion extends NaiveCompletion {
  /** Makes a completion that is not done. */
  public SilentCompletion() {}

  @Override
  public void complete() {
    count();
  }

  /** False if it slept all the time, since without a limit it would sleep for ever. */
  @Override
  public synchronized boolean await(long timeoutNanos) throws InterruptedException {
    if (tryAwait()) {
      return true;
    }
    TimeUnit.NANOSECONDS.timedWait(this, timeoutNanos);
    return false;
  }
}
