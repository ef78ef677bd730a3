package org.kernsync.seq;

import java.util.Objects;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.SpinWait;

/**
 * A sequence counter with the spinlock of its writers: readers copy data without writing anything,
 * and never hold up a writer. {@code seqlock_t} of Linux.
 *
 * <p>Use it for a few words that belong together and are read far more often than written. Use
 * {@link java.util.concurrent.locks.ReentrantReadWriteLock} where readers follow references into
 * what writers take apart, or work for long. Not reentrant.
 *
 * <pre>{@code
 * private final SeqLock lock = new SeqLock();
 * private long x, y;
 *
 * void move(long dx, long dy) {
 *   lock.writeLock();
 *   try {
 *     x += dx;
 *     y += dy;
 *   } finally {
 *     lock.writeUnlock();
 *   }
 * }
 *
 * long distanceSquared() {
 *   return lock.readLong(() -> x * x + y * y);
 * }
 * }</pre>
 *
 * <p>The functions given to {@link #readLong} and its kin may run twice, the first time on data
 * that does not fit together: what they return or throw then is dropped. They must not write, and
 * must come to an end whatever they see: a loop over a half-changed list may not. Three more ways
 * to read: {@link #readBegin} and {@link #readRetry}, as often as it takes; {@link
 * #readBeginOrLock}, the same with the lock from the second pass on; {@link #readLockExclusive},
 * which keeps writers out.
 *
 * <p><b>Context:</b> any thread, platform or virtual. Sections are short and do not block.
 *
 * <p><b>Progress:</b> readers never hold up writers, except those that take the lock. Writers, and
 * readers with the lock, stand in one line, first in, first out, as at a {@link QueuedSpinLock}: a
 * running thread may take the lock from the first of them for about a millisecond, then the first
 * gets it. {@code readRetry} may say true for ever under a steady stream of writes; the other ways
 * to read end after one wait in line. Who meets a writer that lost its processor spins for less
 * than a microsecond, and then waits in line, where it is woken. A thread that finds no memory for
 * a place in line polls, and may starve. A thread that ends inside a write section holds up all;
 * {@link #toString} names it.
 *
 * <p><b>Memory effects:</b> what a thread did before {@link #writeUnlock} happens-before what
 * follows a later {@link #writeLock} or {@link #readLockExclusive}, and what follows a {@link
 * #readBegin} that returned the number it left, or a later one. If {@link #readRetry} returns
 * false, every read in the section saw the last write before it began, and none after. The data may
 * be plain, as in {@link SeqCount}. Nothing here is a full fence.
 *
 * <p><b>Differences from Linux:</b> preemption and interrupts stay enabled. Misuse throws, reading
 * in one's own write section included, which hangs there.
 */
public final class SeqLock extends AdaptiveReads {
  /*
   * field     written by       written with     read with
   * sequence  the lock holder  opaque, release  acquire, opaque (readers), plain (lock holder)
   *
   * Invariants: sequence changes only under the lock; it is odd exactly inside of a write section.
   * Exclusion of writers and of locking readers: the lock.
   * Why a reader that is told "no retry" has a whole write: see SequenceWord, SQ1 and SQ2.
   * No lost reader: a reader that meets an odd number either sees it become even, or gets the lock,
   *   under which it is even.
   */

  /** The first pass of an adaptive reader: see {@link #readBeginOrLock}. */
  public static final int LOCKLESS = 0;

  /** The other pass of an adaptive reader: see {@link #readBeginOrLock}. */
  public static final int LOCKED = 1;

  /** A fence that is no call: see {@link #writeLock}. */
  private static volatile int fence;

  /** Makes a free lock whose waiters wait as {@link SpinWait#host} says. */
  public SeqLock() {
    this(SpinWait.host());
  }

  /**
   * Makes a free lock.
   *
   * @param spinWait how its waiters wait
   */
  public SeqLock(SpinWait spinWait) {
    this(spinWait, 0);
  }

  /** For tests of the wrap-around: the first number is a given, even one. */
  SeqLock(SpinWait spinWait, int first) {
    super(spinWait, first);
  }

  /**
   * Begins a read section, after the writer that is inside, if any, has left.
   *
   * @return the start, even, for {@link #readRetry}
   * @throws IllegalStateException in the caller's own write section
   */
  public int readBegin() {
    int start = beginAcquire(); // acquire: SQ1
    return isOdd(start) ? readBeginContended() : start;
  }

  /** Waits for an even number: in the open for a moment, then in line. */
  private int readBeginContended() {
    requireNotWriting("readBegin");
    int hoped = beginBriefly();
    if (!isOdd(hoped)) {
      return hoped;
    }
    lock.lock();
    int start = sequencePlain(); // plain: under the lock it stands still, and is even
    lock.unlock();
    return start;
  }

  /**
   * Begins a pass of an adaptive reader: {@link #LOCKLESS} first, {@link #LOCKED} if it must run
   * again.
   *
   * <pre>{@code
   * for (int pass = SeqLock.LOCKLESS; ; pass = SeqLock.LOCKED) {
   *   int start = lock.readBeginOrLock(pass);
   *   try {
   *     copy();
   *   } finally {
   *     lock.doneRetry(start);
   *   }
   *   if (!lock.needRetry(start)) {
   *     return;
   *   }
   * }
   * }</pre>
   *
   * @param pass an even number to read without the lock, an odd one to take it
   * @return what {@link #needRetry} and {@link #doneRetry} want
   * @throws IllegalStateException in the caller's own write section, or if the caller would take
   *     the lock twice
   */
  public int readBeginOrLock(int pass) {
    if (isOdd(pass)) {
      readLockExclusive();
      return LOCKED;
    }
    return readBegin();
  }

  /**
   * Whether an adaptive reader must run again, with the lock. May be asked before or after {@link
   * #doneRetry}, but after all reads.
   *
   * @param start what {@link #readBeginOrLock} returned
   * @return true if it read without the lock, and a writer was inside meanwhile
   */
  public boolean needRetry(int start) {
    return !isOdd(start) && readRetry(start); // SQ2
  }

  /**
   * Ends a pass of an adaptive reader: gives the lock back if it took it.
   *
   * @param start what {@link #readBeginOrLock} returned
   * @throws IllegalMonitorStateException if the pass took the lock and the caller does not hold it
   */
  public void doneRetry(int start) {
    if (isOdd(start)) {
      readUnlockExclusive();
    }
  }

  /**
   * Keeps writers and other locking readers out. Readers without the lock go on as if it were free.
   *
   * @throws IllegalStateException if the caller holds the lock, to write or to read; nothing has
   *     changed then
   */
  public void readLockExclusive() {
    lock.lock();
  }

  /**
   * Ends what {@link #readLockExclusive} began.
   *
   * @throws IllegalMonitorStateException if the caller does not hold the lock, or holds it to
   *     write; nothing has changed then
   */
  public void readUnlockExclusive() {
    requireHolder(false, "readUnlockExclusive");
    lock.unlock();
  }

  /**
   * Begins a write section, waiting for the one that is inside and, in line, for those before.
   *
   * @throws IllegalStateException if the caller holds the lock, to write or to read; nothing has
   *     changed then
   */
  public void writeLock() {
    lock.lock();
    try {
      stepBefore(); // SQ2
    } catch (StackOverflowError noCallFits) { // nor need one to unlock: so go on, without a call
      sequence |= 1; // plain: the lock is held; whether or not stepBefore came so far
      fence = 1; // volatile: SQ2, with the next line the fence of #stepBefore: what came before...
      int unused = fence; // volatile: SQ2, as above: ...stays before what follows
    }
  }

  /**
   * Begins a write section if that needs no waiting.
   *
   * @return whether it did; false also for a thread that holds the lock already
   */
  public boolean tryWriteLock() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      stepBefore(); // SQ2
    } catch (StackOverflowError noCallFits) { // as in writeLock
      sequence |= 1; // plain: as there
      fence = 1; // volatile: SQ2, as there
      int unused = fence; // volatile: SQ2, as there
    }
    return true;
  }

  /**
   * Ends a write section.
   *
   * @throws IllegalMonitorStateException if the caller is in no write section; nothing has changed
   *     then
   */
  public void writeUnlock() {
    requireHolder(true, "writeUnlock");
    step(); // SQ1; a stack that overflows here leaves the section open
    try {
      lock.unlock();
    } catch (StackOverflowError notUnlocked) { // it throws only while the lock is held
      sequence |= 1; // plain: the section is open again
      fence = 1; // volatile: SQ2, as in #writeLock
      int unused = fence; // volatile: SQ2, as there
      throw notUnlocked;
    }
  }

  /**
   * Runs a write section.
   *
   * @param section changes the data; if it throws, the changes that it made so far stay
   * @throws IllegalStateException as {@link #writeLock}; the section has not run then
   */
  public void write(Runnable section) {
    Objects.requireNonNull(section, "section");
    writeLock();
    try {
      section.run();
    } finally {
      writeUnlock();
    }
  }

  /**
   * Whether a writer is inside. A thing of the past on return, unless the caller is the writer.
   *
   * @return true if the number was odd
   */
  public boolean isWriteLocked() {
    return isOdd(sequenceOpaque()); // opaque: a hint
  }

  /**
   * Whether a writer or a locking reader is inside. A thing of the past on return, unless it is the
   * caller.
   *
   * @return true if the lock was held at a moment during the call
   */
  public boolean isLocked() {
    return lock.isLocked();
  }

  private void requireHolder(boolean asWriter, String operation) {
    // plain read of the number: it stands still while the caller holds the lock
    if (lock.holder() != Thread.currentThread() || isOddPlain() != asWriter) {
      throw new IllegalMonitorStateException(
          operation + " by " + Thread.currentThread() + " of " + this);
    }
  }

  /**
   * The state of the lock, for diagnostics.
   *
   * @return the number, whether a writer is inside, who holds the lock, and how many wait for it
   */
  @Override
  public String toString() {
    int number = sequenceOpaque(); // opaque: diagnostics
    return "SeqLock@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + Integer.toUnsignedString(number)
        + (isOdd(number) ? ", writer inside, " : ", no writer, ")
        + lock
        + "]";
  }
}
