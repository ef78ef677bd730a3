package org.kernsync.rcu;

/**
 * The sections of a virtual thread: there may be thousands, so none has a place that grace periods
 * look at; the outermost section counts itself in and out. Only a grace period that waits for long
 * looks whether the thread has ended inside.
 */
final class CountedReader implements Rcu.Section {
  private final CounterPair counters;
  private final Thread owner;
  private int nesting; // plain: the thread's own, or of whoever saw it dead
  private long token; // plain: as nesting

  /** See {@link CountedReaders}. */
  CountedReader older;

  /** See {@link CountedReaders}. */
  int depth;

  CountedReader(CounterPair counters, Thread owner) {
    this.counters = counters;
    this.owner = owner;
  }

  Thread owner() {
    return owner;
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

  @Override
  public void close() {
    if (owner != Thread.currentThread()) {
      throw Misuse.sectionOf(owner);
    }
    readUnlock();
  }

  /** The owner has ended inside of a section: nobody will ever end it. */
  void abandon() {
    nesting = 0;
    counters.exit(token);
  }

  /** After {@link #abandon}. */
  void tellThatItDiedInside() {
    Misuse.uncaught(
        new IllegalStateException(owner + " has ended inside of a read section: it is ended"));
  }

  static IllegalStateException notOpen() {
    return new IllegalStateException("readUnlock without readLock by " + Thread.currentThread());
  }

  boolean isReadLockHeld() {
    return nesting > 0;
  }
}
