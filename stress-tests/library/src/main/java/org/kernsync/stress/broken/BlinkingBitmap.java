package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Broken: takes a whole word out to change one bit of it, and puts it back. Meanwhile the other
 * bits are gone, and what others changed is lost.
 */
public final class BlinkingBitmap {
  private final AtomicLongArray words;

  /**
   * Makes a bitmap with all bits clear.
   *
   * @param bits how many
   */
  public BlinkingBitmap(int bits) {
    words = new AtomicLongArray((bits + Long.SIZE - 1) / Long.SIZE);
  }

  /**
   * Sets a bit.
   *
   * @param bit which one
   * @return whether it was set before
   */
  public boolean testAndSetBit(int bit) {
    long word = words.getAndSet(bit / Long.SIZE, 0);
    words.set(bit / Long.SIZE, word | 1L << bit);
    return (word & 1L << bit) != 0;
  }

  /**
   * Clears a bit.
   *
   * @param bit which one
   * @return whether it was set before
   */
  public boolean testAndClearBit(int bit) {
    long word = words.getAndSet(bit / Long.SIZE, 0);
    words.set(bit / Long.SIZE, word & ~(1L << bit));
    return (word & 1L << bit) != 0;
  }

  /**
   * Counts the bits that are set.
   *
   * @return how many
   */
  public int cardinality() {
    int count = 0;
    for (int word = 0; word < words.length(); word++) {
      count += Long.bitCount(words.get(word));
    }
    return count;
  }
}
