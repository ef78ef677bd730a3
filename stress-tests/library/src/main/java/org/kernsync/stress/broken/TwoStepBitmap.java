package org.kernsync.stress.broken;

/** Broken: bits of one word, each operation a read of the word and then a write. */
public final class TwoStepBitmap {
  private volatile long word;

  /** Makes a word of zeros. */
  public TwoStepBitmap() {}

  /**
   * Sets a bit.
   *
   * @param bit which one
   */
  public void setBit(int bit) {
    word = word | mask(bit);
  }

  /**
   * Sets a bit.
   *
   * @param bit which one
   * @return whether it was set
   */
  public boolean testAndSetBit(int bit) {
    long old = word;
    word = old | mask(bit);
    return (old & mask(bit)) != 0;
  }

  /**
   * Sets a bit as a lock is taken.
   *
   * @param bit which one
   * @return whether it was set
   */
  public boolean testAndSetBitLock(int bit) {
    return testAndSetBit(bit);
  }

  /**
   * Clears a bit as a lock is released.
   *
   * @param bit which one
   * @return whether it was set
   */
  public boolean clearBitUnlock(int bit) {
    long old = word;
    word = old & ~mask(bit);
    return (old & mask(bit)) != 0;
  }

  /**
   * Looks at a bit.
   *
   * @param bit which one
   * @return whether it is set
   */
  public boolean testBit(int bit) {
    return (word & mask(bit)) != 0;
  }

  /**
   * Counts the bits.
   *
   * @return how many are set
   */
  public int cardinality() {
    return Long.bitCount(word);
  }

  private static long mask(int bit) {
    return 1L << bit;
  }
}
