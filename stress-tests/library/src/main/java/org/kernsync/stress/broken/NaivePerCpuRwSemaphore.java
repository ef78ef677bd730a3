package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Right, for one writer, and slow: readers count themselves in, look whether a writer is about, and
 * count themselves out; all accesses are volatile, and who waits yields. Readers pause between the
 * first look and the count. Has hooks where subclasses break it.
 */
public class NaivePerCpuRwSemaphore {
  private final AtomicLong enters = new AtomicLong();
  private final AtomicLong exits = new AtomicLong();
  private final AtomicBoolean blocked = new AtomicBoolean();

  /** Makes one that is free. */
  public NaivePerCpuRwSemaphore() {}

  /** Enters as a reader. */
  public final void downRead() {
    while (true) {
      while (blocked.get()) {
        Thread.yield();
      }
      NaiveEpochRcu.pause();
      enters.incrementAndGet();
      if (!isBlockedNow()) {
        return;
      }
      exits.incrementAndGet();
    }
  }

  /** Leaves as a reader. */
  public final void upRead() {
    exits.incrementAndGet();
  }

  /** Enters as the writer. */
  public final void downWrite() {
    blocked.set(true);
    while (mustWaitFor(-exits.get() + enters.get())) { // exits first
      Thread.yield();
    }
  }

  /** Leaves as the writer. */
  public final void upWrite() {
    blocked.set(false);
  }

  /**
   * The second look, behind the count.
   *
   * @return whether a writer is about
   */
  protected boolean isBlockedNow() {
    return blocked.get();
  }

  /**
   * Whether the writer waits.
   *
   * @param readersInside how many are inside
   * @return true if it does
   */
  protected boolean mustWaitFor(long readersInside) {
    return readersInside != 0;
  }
}
