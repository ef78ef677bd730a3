package org.kernsync.stress.conformance;

import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.stress.contract.SemaphoreUnderTest;

/** The count of a semaphore, without waiting, with one fault at its end. */
final class FaultyCount implements SemaphoreUnderTest {
  /** What is wrong. */
  enum Fault {
    /** Nothing: a positive control. */
    NONE,
    /** Goes from the highest count to the lowest. */
    WRAPS,
    /** Stays at the highest count without a word. */
    SATURATES,
    /** Refuses the permit, and counts it. */
    REFUSES_AND_COUNTS,
    /** Has one place less. */
    ONE_SHORT
  }

  private final Fault fault;
  private final AtomicInteger count;

  FaultyCount(int permits, Fault fault) {
    this.count = new AtomicInteger(permits);
    this.fault = fault;
  }

  @Override
  public void down() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void downInterruptibly() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean tryDown() {
    count.decrementAndGet();
    return true;
  }

  @Override
  public boolean tryDown(long timeoutNanos) {
    return tryDown();
  }

  @Override
  public void up() {
    int last = Integer.MAX_VALUE - (fault == Fault.ONE_SHORT ? 1 : 0);
    int seen = count.get();
    while (seen < last || fault == Fault.WRAPS) {
      int found = count.compareAndExchange(seen, seen + 1);
      if (found == seen) {
        return;
      }
      seen = found;
    }
    if (fault == Fault.REFUSES_AND_COUNTS) {
      count.incrementAndGet();
    }
    if (fault != Fault.SATURATES) {
      throw new IllegalStateException("full");
    }
  }

  @Override
  public int permits() {
    return count.get();
  }
}
