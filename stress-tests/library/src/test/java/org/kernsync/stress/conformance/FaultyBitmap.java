package org.kernsync.stress.conformance;

import java.util.BitSet;
import org.kernsync.stress.conformance.BitmapConformance.BitmapUnderTest;

/** A bitmap under one monitor with one fault. */
final class FaultyBitmap implements BitmapUnderTest {
  /** What is wrong. */
  enum Fault {
    /** Nothing: a positive control. */
    NONE,
    /** Returns whether the bit is set now. */
    RETURNS_NEW,
    /** Has the bits of a whole word, whatever its size. */
    ROUNDS_UP,
    /** Changes its word in two steps. */
    TWO_STEPS
  }

  private final BitSet bits = new BitSet(); // guarded by this
  private final int size;
  private final Fault fault;
  private volatile int word; // the bits 20 to 22, in two steps

  FaultyBitmap(int size, Fault fault) {
    this.size = fault == Fault.ROUNDS_UP ? (size + 63) / 64 * 64 : size;
    this.fault = fault;
  }

  @Override
  public synchronized boolean getAndSet(int bit) {
    return change(bit, true);
  }

  @Override
  public synchronized boolean getAndClear(int bit) {
    return change(bit, false);
  }

  @Override
  public boolean getAndFlip(int bit) {
    if (fault == Fault.TWO_STEPS) {
      int seen = word;
      if ((seen & 1 << bit) != 0) {
        Thread.yield();
      }
      word = seen ^ 1 << bit;
      return (seen & 1 << bit) != 0;
    }
    synchronized (this) {
      check(bit);
      return change(bit, !bits.get(bit));
    }
  }

  @Override
  public synchronized boolean get(int bit) {
    check(bit);
    return bits.get(bit);
  }

  @Override
  public synchronized int nextSetBit(int from) {
    return bits.nextSetBit(from);
  }

  @Override
  public synchronized int nextClearBit(int from) {
    return Math.min(size, bits.nextClearBit(from));
  }

  @Override
  public synchronized int cardinality() {
    return fault == Fault.TWO_STEPS ? Integer.bitCount(word) : bits.cardinality();
  }

  private boolean change(int bit, boolean to) {
    check(bit);
    boolean before = bits.get(bit);
    bits.set(bit, to);
    return fault == Fault.RETURNS_NEW ? to : before;
  }

  private void check(int bit) {
    if (bit < 0 || bit >= size) {
      throw new IndexOutOfBoundsException(bit);
    }
  }
}
