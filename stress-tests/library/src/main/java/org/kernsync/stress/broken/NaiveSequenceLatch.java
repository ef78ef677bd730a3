package org.kernsync.stress.broken;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sequence counter over two copies of the data. Slow, and right: the base of the broken ones. One
 * writer at a time.
 */
public class NaiveSequenceLatch {
  private final AtomicInteger sequence = new AtomicInteger();

  /** Makes a latch; readers begin with copy 0. */
  public NaiveSequenceLatch() {}

  /**
   * Begins a read.
   *
   * @return the start
   */
  public final int readBegin() {
    return sequence.get();
  }

  /**
   * Which copy to read.
   *
   * @param start what {@link #readBegin} returned
   * @return 0 or 1
   */
  public int copyOf(int start) {
    return start & 1;
  }

  /**
   * Ends a read.
   *
   * @param start what {@link #readBegin} returned
   * @return whether it must run again
   */
  public final boolean readRetry(int start) {
    VarHandle.fullFence(); // loads of the data stay before the second look
    return sequence.get() != start;
  }

  /** Begins a write, of copy 0. */
  public final void writeBegin() {
    step();
  }

  /** Goes over to copy 1. */
  public final void writeSecond() {
    step();
  }

  private void step() {
    sequence.incrementAndGet();
    VarHandle.fullFence(); // stores of the data stay behind the number that allows them
  }
}
