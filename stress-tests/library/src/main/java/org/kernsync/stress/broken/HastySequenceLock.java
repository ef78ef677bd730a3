package org.kernsync.stress.broken;

/** Broken: begins to read while a writer is inside, and finds the same odd number at the end. */
public final class HastySequenceLock extends NaiveSequenceLock {
  /** Makes a free lock. */
  public HastySequenceLock() {}

  @Override
  protected boolean mustWait(long number) {
    return false;
  }
}
