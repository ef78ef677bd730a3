package org.kernsync.stress.broken;

/** Broken: never looks again. Readers keep what a writer tore. */
public final class TrustingSequenceLock extends NaiveSequenceLock {
  /** Makes a free lock. */
  public TrustingSequenceLock() {}

  @Override
  public boolean readRetry(long start) {
    return false;
  }
}
