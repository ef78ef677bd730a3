package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Broken: a reader looks for a writer, then counts itself in, and does not look again. A writer
 * that comes in between does not wait for it.
 */
public final class LookThenCountRwSemaphore {
  private final AtomicInteger readers = new AtomicInteger();
  private final AtomicBoolean writing = new AtomicBoolean();

  /** Makes one that is free. */
  public LookThenCountRwSemaphore() {}

  /** Enters as a reader. */
  public void downRead() {
    while (writing.get()) {
      Thread.yield();
    }
    readers.incrementAndGet();
  }

  /** Leaves as a reader. */
  public void upRead() {
    readers.decrementAndGet();
  }

  /** Enters as the writer. */
  public void downWrite() {
    while (!writing.compareAndSet(false, true)) {
      Thread.yield();
    }
    while (readers.get() != 0) {
      Thread.yield();
    }
  }

  /** Leaves as the writer. */
  public void upWrite() {
    writing.set(false);
  }

  /** Goes on as a reader. */
  public void downgradeWrite() {
    readers.incrementAndGet();
    writing.set(false);
  }
}
