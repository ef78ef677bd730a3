package org.kernsync.stress.broken;

/** Broken: readers stay with copy 0 while it is written. */
public final class OneCopySequenceLatch extends NaiveSequenceLatch {
  /** Makes a latch. */
  public OneCopySequenceLatch() {}

  @Override
  public int copyOf(int start) {
    return 0;
  }
}
