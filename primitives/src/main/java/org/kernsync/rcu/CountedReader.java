package org.kernsync.rcu;

/**
 * The sections of a virtual thread: there may be thousands, so none has a place that grace periods
 * look at; the outermost section counts itself in and out.
 */
final class CountedReader {
  private final CounterPair counters;
  private int nesting; // plain: the thread's own
  private long token; // plain: the thread's own

  CountedReader(CounterPair counters) {
    this.counters = counters;
  }

  void readLock() {
    if (nesting == 0) {
      token = counters.enter();
    }
    nesting++;
  }

  void readUnlock() {
    if (nesting == 0) {
      throw notOpen();
    }
    if (nesting == 1) {
      counters.exit(token);
    }
    nesting--;
  }

  static IllegalStateException notOpen() {
    return new IllegalStateException("readUnlock without readLock by " + Thread.currentThread());
  }

  boolean isReadLockHeld() {
    return nesting > 0;
  }
}
