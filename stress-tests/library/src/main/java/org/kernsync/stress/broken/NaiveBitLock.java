package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Locks that are a bit each of one word, with nothing left out: a positive control, and what the
 * broken ones break.
 */
public class NaiveBitLock {
  private final AtomicInteger word = new AtomicInteger();

  /** Makes a word of free locks. */
  public NaiveBitLock() {}

  /**
   * Takes a bit, waiting as long as needed.
   *
   * @param bit which one
   */
  public final void lock(int bit) {
    while (!take(word, 1 << bit)) {
      Thread.yield();
    }
  }

  /**
   * Takes a bit if it is free.
   *
   * @param bit which one
   * @return whether it did
   */
  public final boolean tryLock(int bit) {
    return take(word, 1 << bit);
  }

  /**
   * Frees a bit.
   *
   * @param bit which one
   */
  public final void unlock(int bit) {
    word.getAndUpdate(bits -> bits & ~(1 << bit));
  }

  /**
   * All bits.
   *
   * @return the word
   */
  public final int bits() {
    return word.get();
  }

  /**
   * Sets a bit if it is clear.
   *
   * @param bits the word
   * @param mask the bit
   * @return whether it was clear
   */
  protected boolean take(AtomicInteger bits, int mask) {
    return (bits.getAndUpdate(old -> old | mask) & mask) == 0;
  }
}
