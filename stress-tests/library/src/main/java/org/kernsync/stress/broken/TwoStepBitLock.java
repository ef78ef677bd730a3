package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Broken: looks at the word and stores it with the bit, in two steps. Two threads get in, and a
 * neighbour's bit is lost.
 */
public final class TwoStepBitLock extends NaiveBitLock {
  /** Makes a word of free locks. */
  public TwoStepBitLock() {}

  @Override
  protected boolean take(AtomicInteger bits, int mask) {
    int seen = bits.get();
    if ((seen & mask) != 0) {
      return false;
    }
    Thread.onSpinWait(); // makes the moment between the two steps longer
    bits.set(seen | mask);
    return true;
  }
}
