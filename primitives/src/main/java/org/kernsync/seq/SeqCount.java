package org.kernsync.seq;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.SpinLock;
import org.kernsync.spin.SpinWait;

/**
 * A bare sequence counter: readers copy data without writing anything, and copy it again if a
 * writer was at work meanwhile. {@code seqcount_t} of Linux.
 *
 * <p>Use it for a few words that are read far more often than written, where writers take turns
 * already, by a lock of their own or because there is only one. Use {@link SeqLock} where they do
 * not, {@link SeqLatch} where readers must not wait even for a moment. Not for data that a reader
 * follows for long or changes: what it sees inside of a section may be half of a write.
 *
 * <pre>{@code
 * private final SeqCount count = new SeqCount();
 * private long x, y;
 *
 * void move(long dx, long dy) { // one thread only
 *   count.writeBegin();
 *   try {
 *     x += dx;
 *     y += dy;
 *   } finally {
 *     count.writeEnd();
 *   }
 * }
 *
 * double distance() { // any thread
 *   long seenX, seenY;
 *   int start;
 *   do {
 *     start = count.readBegin();
 *     seenX = x;
 *     seenY = y;
 *   } while (count.readRetry(start));
 *   return Math.hypot(seenX, seenY); // outside: here the copies are known to fit
 * }
 * }</pre>
 *
 * <p><b>Context:</b> any thread, platform or virtual. The write side never waits. {@link
 * #readBegin} waits while a writer is inside; {@link #tryReadBegin} and the raw forms do not. A
 * read section may run any number of times on data that does not fit together: copy, and follow no
 * index, loop over no list and write nothing before {@link #readRetry} said false.
 *
 * <p><b>Progress:</b> writers are wait-free. Readers may starve under a steady stream of writes. A
 * writer that loses its processor inside holds up the readers, who spin for less than a
 * microsecond, then yield, then sleep, each for a time that grows from 10 us to 2.56 ms. A writer
 * that ends inside holds them up for ever, and so does a thread that reads in its own write
 * section: only a counter that was made with {@code guardedBy} can tell, and throws.
 *
 * <p><b>Memory effects:</b> what a writer did before {@link #writeEnd} happens-before what follows
 * a {@link #readBegin} that returned the number it left, or a later one. If {@link #readRetry}
 * returns false, every read in the section saw the last write before it began, and none after. This
 * holds for plain fields, but the plain way to say that a field is raced for is a {@link
 * java.lang.invoke.VarHandle} with opaque mode; a plain {@code long} or {@code double} may be torn
 * <em>inside</em> of a section on a JVM of 32 bits, which the retry then notices. Neither side is a
 * full fence.
 *
 * <p><b>Differences from Linux:</b> unbalanced sections and a lock that is not held throw. Writers
 * can be preempted here, hence the sleeping. A reader that sleeps through exactly 2<sup>31</sup>
 * writes is fooled, as there.
 */
public final class SeqCount extends SequenceWord {
  /*
   * Invariant: sequence is odd exactly while a writer is inside. Who may be a writer is up to the
   *   user, or to guard; only the writer changes sequence.
   * Why a reader that is told "no retry" has a whole write: see SequenceWord, SQ1 and SQ2.
   * Not protected: a forgotten writer lock. Two writers at once are noticed if one enters while
   *   the number is odd, and else corrupt the data and the count.
   */

  /** What {@link #tryReadBegin} returns while a writer is inside. Odd, so it is no start. */
  public static final int BUSY = -1;

  private static final long SHORTEST_NAP_NANOS = 10_000;

  /** Naps grow to 2.56 ms: a reader oversleeps by no more than it has waited before. */
  private static final int DOUBLINGS = 8;

  private final SeqGuard guard;
  private final SpinWait spinWait;

  /** Makes a counter whose readers wait as {@link SpinWait#host} says. */
  public SeqCount() {
    this(SpinWait.host());
  }

  /**
   * Makes a counter.
   *
   * @param spinWait how its readers wait for a writer
   */
  public SeqCount(SpinWait spinWait) {
    this(null, spinWait, 0);
  }

  /** For tests of the wrap-around: the first number is a given, even one. */
  SeqCount(SeqGuard guard, SpinWait spinWait, int first) {
    super(first);
    this.guard = guard;
    this.spinWait = Objects.requireNonNull(spinWait, "spinWait");
  }

  /**
   * Makes a counter whose writers take a spinlock. {@link #writeBegin} checks that the caller holds
   * it; with a lock that cannot tell its holder, that anybody does.
   *
   * @param lock the lock of the writers
   * @return a counter that checks
   */
  public static SeqCount guardedBy(SpinLock lock) {
    return new SeqCount(SeqGuard.of(lock), SpinWait.host(), 0);
  }

  /**
   * Makes a counter whose writers take a mutex. {@link #writeBegin} checks that the caller holds
   * it.
   *
   * @param lock the lock of the writers
   * @return a counter that checks
   */
  public static SeqCount guardedBy(Mutex lock) {
    return new SeqCount(SeqGuard.of(lock), SpinWait.host(), 0);
  }

  /**
   * Makes a counter whose writers take any lock: for a monitor, {@code guardedBy(monitor, () ->
   * Thread.holdsLock(monitor), SpinWait.host())}.
   *
   * @param lock the lock of the writers, for messages
   * @param heldByCaller whether the calling thread holds the lock
   * @param spinWait how readers wait for a writer
   * @return a counter that checks
   */
  public static SeqCount guardedBy(Object lock, BooleanSupplier heldByCaller, SpinWait spinWait) {
    return new SeqCount(SeqGuard.of(lock, heldByCaller), spinWait, 0);
  }

  /**
   * Begins a read section, after the writer that is inside, if any, has left.
   *
   * @return the start, even, for {@link #readRetry}
   * @throws IllegalStateException if a writer is inside, and it is the caller, and the lock that
   *     guards the counter can tell
   */
  public int readBegin() {
    int start = beginAcquire(); // acquire: SQ1
    return isOdd(start) ? readBeginContended() : start;
  }

  /**
   * Begins a read section if no writer is inside: {@code raw_seqcount_try_begin}.
   *
   * @return the start, even, for {@link #readRetry}; {@link #BUSY} if a writer is inside
   */
  public int tryReadBegin() {
    int start = beginAcquire(); // acquire: SQ1
    return isOdd(start) ? BUSY : start;
  }

  /**
   * Begins a read section whether or not a writer is inside; if one is, {@link #readRetry} will say
   * true, whatever happens. For readers that would rather fail late than wait: {@code
   * raw_seqcount_begin}.
   *
   * @return the start, even
   */
  public int rawReadBegin() {
    return beginAcquire() & ~1; // acquire: SQ1; odd n becomes n - 1, which is in the past
  }

  /**
   * Reads the number as it is: {@code raw_read_seqcount}.
   *
   * @return the number; odd if a writer is inside
   */
  public int rawRead() {
    return beginAcquire(); // acquire: SQ1
  }

  /**
   * Ends a read section and says whether it must run again. False once means that everything that
   * the section read up to here fits together; the start may be used for another part after that.
   *
   * @param start what the section began with, an even number
   * @return true if a writer was inside meanwhile
   */
  public boolean readRetry(int start) {
    return lookAgain() != start; // SQ2
  }

  /**
   * Begins a write section. Writers must take turns: hold the lock, if there is one.
   *
   * @throws IllegalMonitorStateException if the caller does not hold the lock that guards the
   *     counter; nothing has changed then
   * @throws IllegalStateException if a writer is inside; nothing has changed then
   */
  public void writeBegin() {
    requireHeld("writeBegin");
    if (isOddPlain()) {
      throw new IllegalStateException("writeBegin while a writer is inside of " + this);
    }
    stepBefore(); // SQ2
  }

  /**
   * Ends a write section. Does not ask for the lock: a section that began must end.
   *
   * @throws IllegalMonitorStateException if no write section has begun; nothing has changed then
   */
  public void writeEnd() {
    if (!isOddPlain()) {
      throw new IllegalMonitorStateException("writeEnd without writeBegin of " + this);
    }
    step(); // SQ1
  }

  /**
   * Makes every section that reads now read again, inside of a write section or not: for a change
   * that readers may see in any order, but none who began before it may keep. Called by the writer.
   *
   * @throws IllegalMonitorStateException if the caller does not hold the lock that guards the
   *     counter; nothing has changed then
   */
  public void invalidate() {
    requireHeld("invalidate");
    stepTwice(); // SQ1
  }

  /**
   * A write barrier that readers of the counter take part in: no read section that is told not to
   * retry sees a write from behind the barrier and misses one from before it. It may see the one
   * from before and miss the other. Cheaper than a section, and never makes readers wait for long,
   * but the data must be accessed with opaque mode or stronger. Called by the writer: {@code
   * raw_write_seqcount_barrier}.
   *
   * @throws IllegalMonitorStateException if the caller does not hold the lock that guards the
   *     counter; nothing has changed then
   * @throws IllegalStateException if a writer is inside; nothing has changed then
   */
  public void writeBarrier() {
    requireHeld("writeBarrier");
    if (isOddPlain()) {
      throw new IllegalStateException("writeBarrier while a writer is inside of " + this);
    }
    stepBefore(); // SQ2: what is written behind the barrier is not seen without this number
    step(); // SQ1: who begins with this number sees what was written before the barrier
  }

  /** The slow path of {@link #readBegin}. Nothing is shared, so whatever is thrown may come out. */
  private int readBeginContended() {
    if (guard != null && guard.isHeldByCaller()) {
      throw new IllegalStateException("readBegin in the caller's own write section of " + this);
    }
    Object event = ContendedWaits.begin();
    boolean interrupted = false;
    try {
      for (int step = 0; ; step++) {
        int start = beginAcquire(); // acquire: SQ1
        if (!isOdd(start)) {
          return start;
        }
        if (step < SpinWait.PARK_STEP) {
          spinWait.pause(step);
        } else {
          int naps = Math.min(step - SpinWait.PARK_STEP, DOUBLINGS);
          spinWait.park(this, SHORTEST_NAP_NANOS << naps);
          step = Math.min(step, SpinWait.PARK_STEP + DOUBLINGS); // or it would wrap in the end
        }
        interrupted |= Thread.interrupted(); // or parks would return at once from now on
      }
    } finally {
      ContendedWaits.end(event, this, null);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireHeld(String operation) {
    if (guard != null && !guard.mayBeHeldByCaller()) {
      throw new IllegalMonitorStateException(
          operation + " by " + Thread.currentThread() + ", who does not hold the lock of " + this);
    }
  }

  /**
   * The state of the counter, for diagnostics.
   *
   * @return the number, whether a writer is inside, and the lock
   */
  @Override
  public String toString() {
    int number = sequenceOpaque(); // opaque: diagnostics
    return "SeqCount@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + Integer.toUnsignedString(number)
        + (isOdd(number) ? ", writer inside" : ", no writer")
        + (guard == null ? "]" : ", guarded by " + guard + "]");
  }
}
