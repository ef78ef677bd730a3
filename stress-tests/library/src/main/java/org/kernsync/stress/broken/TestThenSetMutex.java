package org.kernsync.stress.broken;

/** Broken: tests whether it is free, then sets, in two steps. Two threads get in. */
public final class TestThenSetMutex extends NaiveMutex {
  /** Makes a free lock. */
  public TestThenSetMutex() {}

  @Override
  protected boolean take() {
    if (held.get()) {
      return false;
    }
    held.set(true);
    return true;
  }
}
