package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The records of virtual threads that have read under a domain. Grace periods do not need them:
 * such threads are counted. Only one that takes long looks here, whether it waits for a thread that
 * has ended inside of its section.
 */
final class CountedReaders {
  /*
   * field    written by                        written with  read with
   * newest   who registers; who sweeps         CAS;          acquire
   *                                            getAndSet
   * crowd    who sweeps                        opaque        opaque
   * (older, depth of a record: who registers it; who has taken it by a sweep)
   *
   * A stack. Who sweeps takes all of it, so each record belongs to one sweep at a time, drops those
   * of threads that have ended, and pushes the rest back. A record that is in another's hands
   * meanwhile is missed by this sweep, and found by the next.
   *
   * R9: the push of a record (CAS) and the sweep that takes it: its links.
   * R2: a thread's end is seen by isAlive: so are its nesting and its token, which are plain.
   *
   * Memory: swept when there are twice as many as were left the last time, so at most as many
   * threads that have ended are kept as there were living ones, or FEWEST.
   */
  private static final int FEWEST = 64;

  private static final long SHORTEST_PAUSE_NANOS = 2_000_000;

  /** A sweep looks at every record: it may take so small a part of the time that is waited. */
  private static final int PAUSE_PER_SWEEP = 16;

  private CountedReader newest;
  private int crowd = FEWEST;
  private long nextSweepNanos = System.nanoTime(); // plain: the driver's, one at a time

  /** Registers the record of a living thread. */
  void add(CountedReader reader) {
    push(reader, reader, 1);
    int about = reader.depth; // plain: racy, who sweeps may have it by now; a guess will do
    if (about >= (int) CROWD.getOpaque(this)) { // opaque: a guess will do
      sweep(false);
    }
  }

  /** By the driver of a grace period that has waited: ends the sections of who has ended inside. */
  void endThoseOfTheDead() {
    long begin = System.nanoTime();
    if (begin - nextSweepNanos >= 0) {
      sweep(true);
      long end = System.nanoTime();
      nextSweepNanos = end + Math.max(SHORTEST_PAUSE_NANOS, PAUSE_PER_SWEEP * (end - begin));
    }
  }

  /**
   * Drops who has ended; those who died inside stay for a grace period to report. That may fail,
   * for want of memory say: so it comes last, when nothing is in this sweep's hands any more.
   */
  private void sweep(boolean endsSections) {
    CountedReader first = null;
    CountedReader last = null;
    CountedReader diedInside = null;
    int kept = 0;
    CountedReader each = takeAll();
    while (each != null) {
      CountedReader older = each.older;
      boolean lives = each.owner().isAlive(); // happens-before: all that the thread did
      if (lives || each.isReadLockHeld() && !endsSections) {
        each.older = first; // plain: this sweep's own
        first = each;
        last = last == null ? each : last;
        kept++;
      } else if (each.isReadLockHeld()) {
        each.abandon();
        each.older = diedInside; // plain: as above
        diedInside = each;
      }
      each = older;
    }
    if (first != null) {
      push(first, last, kept);
    }
    CROWD.setOpaque(this, Math.max(FEWEST, 2 * kept)); // opaque: a guess will do
    while (diedInside != null) {
      diedInside.tellThatItDiedInside();
      diedInside = diedInside.older;
    }
  }

  /** How many records there are, for tests; while nobody sweeps. */
  int count() {
    CountedReader first = newestAcquire();
    return first == null ? 0 : first.depth;
  }

  private void push(CountedReader first, CountedReader last, int count) {
    CountedReader below;
    do {
      below = newestAcquire();
      last.older = below; // plain: R9
      first.depth = count + (below == null ? 0 : below.depth); // plain: R9
      // volatile: R9, pairs with #takeAll, #newestAcquire; the links
    } while (!NEWEST.compareAndSet(this, below, first));
  }

  private CountedReader newestAcquire() {
    return (CountedReader) NEWEST.getAcquire(this); // acquire: R9, pairs with #push; its depth
  }

  private CountedReader takeAll() {
    // volatile: R9, pairs with #push; the records' links
    return (CountedReader) NEWEST.getAndSet(this, (CountedReader) null);
  }

  private static final VarHandle NEWEST;
  private static final VarHandle CROWD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEWEST =
          lookup
              .findVarHandle(CountedReaders.class, "newest", CountedReader.class)
              .withInvokeExactBehavior();
      CROWD =
          lookup.findVarHandle(CountedReaders.class, "crowd", int.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
