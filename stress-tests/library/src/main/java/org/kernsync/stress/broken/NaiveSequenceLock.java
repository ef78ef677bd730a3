package org.kernsync.stress.broken;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.kernsync.stress.contract.SequenceLockUnderTest;

/** A sequence lock of a counter and a lock. Slow, and right: the base of the broken ones. */
public class NaiveSequenceLock implements SequenceLockUnderTest {
  private final AtomicLong sequence = new AtomicLong();
  private final ReentrantLock writers = new ReentrantLock();

  /** Makes a free lock. */
  public NaiveSequenceLock() {}

  @Override
  public void writeLock() {
    writers.lock();
    step(sequence);
    VarHandle.fullFence(); // stores of the data stay behind the odd number
  }

  @Override
  public void writeUnlock() {
    step(sequence);
    writers.unlock();
  }

  @Override
  public long readBegin() {
    long start = sequence.get();
    while (mustWait(start)) {
      Thread.yield();
      start = sequence.get();
    }
    return start;
  }

  @Override
  public boolean readRetry(long start) {
    VarHandle.fullFence(); // loads of the data stay before the second look
    return sequence.get() != start;
  }

  /**
   * What a writer does on its way in and out.
   *
   * @param number the counter
   */
  protected void step(AtomicLong number) {
    number.incrementAndGet();
  }

  /**
   * Whether a reader waits before its section.
   *
   * @param number what it read
   * @return true if a writer is inside
   */
  protected boolean mustWait(long number) {
    return number % 2 != 0;
  }
}
