package org.kernsync.stress.broken;

/** Broken: unlocks without waking anybody. A sleeper sleeps on. */
public final class SilentMutex extends NaiveMutex {
  /** Makes a free lock. */
  public SilentMutex() {}

  @Override
  protected void wake(Thread sleeper) {}
}
