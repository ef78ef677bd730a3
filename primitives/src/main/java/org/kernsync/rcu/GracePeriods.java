package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.internal.HeavyFence;
import org.kernsync.internal.StackReserve;
import org.kernsync.sleep.Mutex;

/**
 * The sequence of grace periods of one domain: numbers them, lets one caller at a time drive one,
 * and lets all others whose wish it fulfils share it.
 */
final class GracePeriods {
  /*
   * field     written by          written with  read with
   * sequence  the holder of       volatile      acquire
   *           driver
   *
   * sequence  even: no grace period is under way; odd: one is. It grows by one at either end. It is
   *           also the epoch that readers publish. Never 0, which stands for "not reading".
   *
   * Cookie: the value of sequence with which a grace period that began after the cookie was taken
   *   is over. Taken at even s: the next one, over at s + 2. Taken at odd s: the one under way may
   *   have begun too early, so the one behind it, over at s + 3.
   *
   * R1: what the updater did (removal) | heavy fence | look at readers
   *     what the reader did (epoch or count) | light fence | follow pointers
   *   Not both can miss the other: a reader that is not seen by the look sees the removal.
   * R2: the release with which a reader leaves, the acquire of the look: what the reader did in its
   *   section happens-before what follows the grace period.
   * R3: sequence is stored behind the removal, then announced to the readers, who read it with
   *   acquire: who publishes the number of this grace period, or a later one, sees what was removed
   *   before it.
   */

  /** A cookie of which {@link #isOver} is always true. */
  static final long COMPLETED = 0;

  private static final long FIRST = 2;

  /** Whom a grace period waits for. */
  interface Readers {
    /**
     * Returns once every section has ended that began before this call. What the callers removed
     * was removed before it, and a heavy fence has been executed since.
     *
     * @param sequence sections with this epoch or a later one began late enough
     * @param wait how to wait
     */
    void awaitEarlierThan(long sequence, ReaderWait wait);

    /**
     * Whether the calling thread is known to be in a section, so that waiting would be for ever.
     *
     * @return true if it is
     */
    boolean includeCaller();
  }

  private volatile long sequence = FIRST;
  private final Readers readers;
  private final Stalls stalls;
  private final Mutex driver = new Mutex();

  GracePeriods(Readers readers, Stalls stalls) {
    this.readers = readers;
    this.stalls = stalls;
  }

  /** The epoch that a section which begins now publishes. */
  long sequenceAcquire() {
    return (long) SEQUENCE.getAcquire(this); // acquire: R3, pairs with #setSequenceVolatile
  }

  /** A cookie for all that the caller removed so far. */
  long snapshot() {
    // full: R1, pairs with #drive; removal before the load of sequence, which must not be too old
    VarHandle.fullFence();
    long seen = sequenceAcquire();
    return (seen & 1) == 0 ? seen + 2 : seen + 3;
  }

  /** Whether a grace period that began after the cookie was taken is over. */
  boolean isOver(long cookie) {
    if (sequenceAcquire() < cookie) { // acquire: R2, pairs with #drive; who drove hands it on
      return false;
    }
    VarHandle.fullFence(); // full: R2, pairs with #drive; what Linux promises behind a grace period
    return true;
  }

  /** Whether a grace period is under way. */
  boolean isRunning() {
    return (sequenceAcquire() & 1) != 0;
  }

  /** How many grace periods are over. */
  long completed() {
    return (sequenceAcquire() - FIRST) >> 1;
  }

  /**
   * Waits for a grace period that began after the cookie was taken, driving it if need be.
   *
   * @param expedited whether to trade processor time for latency
   * @throws IllegalStateException if the caller is in a section of this domain
   */
  void await(long cookie, boolean expedited) {
    if (isOver(cookie)) {
      return;
    }
    if (readers.includeCaller()) {
      throw insideOwnSection();
    }
    StackReserve.ensure();
    while (!isOver(cookie)) { // twice at most: the second one began after the cookie
      driver.lock();
      try {
        if (!isOver(cookie)) {
          drive(expedited);
        }
      } finally {
        driver.unlock();
      }
    }
  }

  static IllegalStateException insideOwnSection() {
    return new IllegalStateException(
        Thread.currentThread()
            + " waits for a grace period inside of a read section of its own, which would never"
            + " end: leave the section first, or use call");
  }

  /** One grace period, by the holder of {@link #driver}. */
  private void drive(boolean expedited) {
    long seen = sequenceAcquire();
    // Odd here means that something was thrown out of the last one: it does not count.
    long number = (seen & 1) == 0 ? seen + 1 : seen + 2;
    setSequenceVolatile(number);
    // heavy: R1, pairs with SectionReader#enter, QsbrReader#online, QsbrReader#report,
    // RcuReaders#add, #snapshot; removal and number before the look at the readers
    HeavyFence.heavy();
    try (ReaderWait wait = new ReaderWait(expedited, stalls)) {
      readers.awaitEarlierThan(number, wait);
    }
    // full: R2, pairs with #isOver; every section's accesses before the end of the grace period
    VarHandle.fullFence();
    setSequenceVolatile(number + 1);
  }

  private void setSequenceVolatile(long number) {
    // volatile: R2 and R3, pairs with #sequenceAcquire; removal before, sections' accesses before
    SEQUENCE.setVolatile(this, number);
  }

  private static final VarHandle SEQUENCE;

  static {
    try {
      SEQUENCE =
          MethodHandles.lookup()
              .findVarHandle(GracePeriods.class, "sequence", long.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
