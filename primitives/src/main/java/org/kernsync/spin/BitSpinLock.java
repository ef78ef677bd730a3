package org.kernsync.spin;

import java.util.Objects;
import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.StackReserve;

/**
 * Locks that are one bit each, in a word or bitmap of the caller's. An object of this class is no
 * lock but the way to wait for one: a single object serves any number of bits, so a lock costs its
 * bit and nothing else.
 *
 * <p>Take it for locks by the thousand, one for each small thing, each taken seldom and for a few
 * instructions: buckets of a table, slots of a cache, a spare bit of a state word. Where a lock is
 * contended, or a thread may not starve, spend the bytes on a {@link TicketSpinLock}. Not
 * reentrant.
 *
 * <pre>{@code
 * private final BitSpinLock bits = new BitSpinLock();
 * private final AtomicBitmap buckets = new AtomicBitmap(65_536);
 *
 * void put(int bucket, Entry entry) {
 *   bits.lock(buckets, bucket);
 *   try {
 *     entry.next = table[bucket];
 *     table[bucket] = entry;
 *   } finally {
 *     bits.unlock(buckets, bucket);
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> platform and virtual threads alike. A waiter spins for less than a
 * microsecond, then yields, then naps, for at most some 640 microseconds at a time; how it does
 * each is up to its {@link SpinWait}. Nobody wakes it, since a bit has no room to say who waits.
 *
 * <p><b>Progress:</b> unfair: a thread that arrives takes a free bit at once, and one that naps may
 * starve. A holder that loses its processor holds up those who want its bit. There is no owner: a
 * thread that locks its own bit again waits for ever, and a thread that dies as the holder leaves
 * the bit set.
 *
 * <p><b>Memory effects:</b> everything before {@code unlock} happens-before everything after the
 * next {@code lock}, or successful {@code tryLock}, of the same bit. Neither is a full fence. The
 * bits beside it may change meanwhile, by atomic operations of any order.
 *
 * <p><b>Differences from Linux:</b> preemption stays enabled. Unlocking a bit that is clear throws,
 * in every build, and is noticed in the same step that clears it. Words other than bitmaps must be
 * changed by read-modify-write operations while a bit of theirs is a lock; a {@code set} would
 * write over it, as there.
 */
public final class BitSpinLock {
  /*
   * The word belongs to the caller; a bit is set while somebody holds it.
   *
   * Exclusion: one atomic step sets the bit and tells whether it was clear.
   * Visibility: B1 for bitmaps, B2 for single words: a release that clears the bit, an acquire
   *   that sets it.
   * Misuse: the step that clears the bit tells whether it was set. If it was not, the step has
   *   changed nothing, so the bit is as good as before.
   * No wake-up: a waiter looks again after each pause, and every pause ends.
   */

  private final SpinWait spinWait;

  /** Creates a way to wait: as {@link SpinWait#host} says. */
  public BitSpinLock() {
    this(SpinWait.host());
  }

  /**
   * Creates a way to wait.
   *
   * @param spinWait what waiters do between two looks at their bit; only {@code pause} is called
   */
  public BitSpinLock(SpinWait spinWait) {
    this.spinWait = Objects.requireNonNull(spinWait, "spinWait");
  }

  // A bit of a bitmap.

  /**
   * Takes a bit, waiting as long as needed. Not interruptible: the interrupt status is the same
   * afterwards. If this method throws, the caller does not hold the bit.
   *
   * @param bitmap where it is
   * @param bit which one
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public void lock(AtomicBitmap bitmap, int bit) {
    if (bitmap.testAndSetBitLock(bit)) { // acquire: B1, pairs with #unlock(AtomicBitmap, int)
      lockContended(bitmap, bit);
    }
  }

  /**
   * Takes a bit if it is free.
   *
   * @param bitmap where it is
   * @param bit which one
   * @return whether the caller now holds it
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean tryLock(AtomicBitmap bitmap, int bit) {
    return !bitmap.testAndSetBitLock(bit); // acquire: B1, pairs with #unlock(AtomicBitmap, int)
  }

  /**
   * Frees a bit.
   *
   * @param bitmap where it is
   * @param bit which one
   * @throws IndexOutOfBoundsException if there is no such bit
   * @throws IllegalMonitorStateException if nobody holds it; nothing has changed then
   */
  public void unlock(AtomicBitmap bitmap, int bit) {
    // release: B1, pairs with #lock(AtomicBitmap, int), #tryLock(AtomicBitmap, int)
    if (!bitmap.clearBitUnlock(bit)) {
      throw notLocked(bit, bitmap.toString());
    }
  }

  /**
   * Whether some thread holds a bit. A thing of the past on return, unless the caller holds it.
   *
   * @param bitmap where it is
   * @param bit which one
   * @return true if it was held at a moment during the call
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean isLocked(AtomicBitmap bitmap, int bit) {
    return bitmap.testBit(bit); // opaque: a hint
  }

  // A bit of a word.

  /**
   * Takes a bit, as {@link #lock(AtomicBitmap, int)}.
   *
   * @param word where it is
   * @param bit which one, from 0 to 31
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public void lock(AtomicInt32 word, int bit) {
    if (!tryLock(word, bit)) {
      lockContended(word, bit);
    }
  }

  /**
   * Takes a bit if it is free.
   *
   * @param word where it is
   * @param bit which one, from 0 to 31
   * @return whether the caller now holds it
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean tryLock(AtomicInt32 word, int bit) {
    int mask = 1 << checked(bit, Integer.SIZE);
    return (word.read() & mask) == 0 // opaque: a guess that saves the change of a bit that is held
        && (word.fetchOrAcquire(mask) & mask) == 0; // acquire: B2, pairs with #unlock
  }

  /**
   * Frees a bit.
   *
   * @param word where it is
   * @param bit which one, from 0 to 31
   * @throws IndexOutOfBoundsException if there is no such bit
   * @throws IllegalMonitorStateException if nobody holds it; nothing has changed then
   */
  public void unlock(AtomicInt32 word, int bit) {
    int mask = 1 << checked(bit, Integer.SIZE);
    int old = word.fetchAndNotRelease(mask); // release: B2, pairs with #tryLock(AtomicInt32, int)
    if ((old & mask) == 0) {
      throw notLocked(bit, "0x" + Integer.toHexString(old));
    }
  }

  /**
   * Whether some thread holds a bit. A thing of the past on return, unless the caller holds it.
   *
   * @param word where it is
   * @param bit which one, from 0 to 31
   * @return true if it was held at a moment during the call
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean isLocked(AtomicInt32 word, int bit) {
    int mask = 1 << checked(bit, Integer.SIZE);
    return (word.read() & mask) != 0; // opaque: a hint
  }

  /**
   * Takes a bit, as {@link #lock(AtomicBitmap, int)}.
   *
   * @param word where it is
   * @param bit which one, from 0 to 63
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public void lock(AtomicInt64 word, int bit) {
    if (!tryLock(word, bit)) {
      lockContended(word, bit);
    }
  }

  /**
   * Takes a bit if it is free.
   *
   * @param word where it is
   * @param bit which one, from 0 to 63
   * @return whether the caller now holds it
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean tryLock(AtomicInt64 word, int bit) {
    long mask = 1L << checked(bit, Long.SIZE);
    return (word.read() & mask) == 0 // opaque: a guess that saves the change of a bit that is held
        && (word.fetchOrAcquire(mask) & mask) == 0; // acquire: B2, pairs with #unlock
  }

  /**
   * Frees a bit.
   *
   * @param word where it is
   * @param bit which one, from 0 to 63
   * @throws IndexOutOfBoundsException if there is no such bit
   * @throws IllegalMonitorStateException if nobody holds it; nothing has changed then
   */
  public void unlock(AtomicInt64 word, int bit) {
    long mask = 1L << checked(bit, Long.SIZE);
    long old = word.fetchAndNotRelease(mask); // release: B2, pairs with #tryLock(AtomicInt64, int)
    if ((old & mask) == 0) {
      throw notLocked(bit, "0x" + Long.toHexString(old));
    }
  }

  /**
   * Whether some thread holds a bit. A thing of the past on return, unless the caller holds it.
   *
   * @param word where it is
   * @param bit which one, from 0 to 63
   * @return true if it was held at a moment during the call
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean isLocked(AtomicInt64 word, int bit) {
    long mask = 1L << checked(bit, Long.SIZE);
    return (word.read() & mask) != 0; // opaque: a hint
  }

  private void lockContended(Object word, int bit) {
    StackReserve.ensure(); // from here on only the hook may throw, and nothing is taken by then
    Object event = ContendedWaits.begin();
    boolean interrupted = false;
    try {
      int step = 0;
      do {
        spinWait.pause(step);
        step += step < Integer.MAX_VALUE ? 1 : 0; // a long wait does not begin to spin again
        interrupted |= Thread.interrupted(); // or naps would end at once from now on
      } while (!tryLockAny(word, bit));
      ContendedWaits.end(event, word, null);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean tryLockAny(Object word, int bit) {
    if (word instanceof AtomicBitmap bitmap) {
      return tryLock(bitmap, bit);
    }
    if (word instanceof AtomicInt32 narrow) {
      return tryLock(narrow, bit);
    }
    return tryLock((AtomicInt64) word, bit);
  }

  private static int checked(int bit, int width) {
    if (bit < 0 || bit >= width) {
      throw new IndexOutOfBoundsException("there is no bit " + bit + " in a word of " + width);
    }
    return bit;
  }

  private static IllegalMonitorStateException notLocked(int bit, String where) {
    return new IllegalMonitorStateException("unlock of bit " + bit + " of " + where + ": not held");
  }
}
