package org.kernsync.ref;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.SlowPathClasses;
import org.kernsync.internal.StackReserve;
import org.kernsync.spin.SpinWait;

/**
 * A spinlock and a reference count in one word: {@code struct lockref} of Linux. References are
 * taken and given back by one atomic step that also sees that the lock is free, so whoever holds
 * the lock has the count for himself, and nobody takes the lock to count.
 *
 * <p>Use it for objects that are found in a table, cached while nobody refers to them, and removed
 * under their lock: the entries of a cache. Zero means "unused, may be removed" here, and not
 * "gone": that is what {@link #markDead} says. Use {@link RefCount} or {@link Kref} where zero is
 * the end.
 *
 * <pre>{@code
 * final class Entry {
 *   final LockRef ref = new LockRef(1);
 *
 *   static Entry find(Map<String, Entry> cache, String name) {
 *     Entry found = cache.get(name);
 *     return found != null && found.ref.getNotDead() ? found : null;
 *   }
 *
 *   void done(Map<String, Entry> cache, String name) {
 *     if (ref.putOrLock()) {
 *       return;                          // others still use it
 *     }
 *     try {                              // the last one, and the lock is ours
 *       if (ref.putLocked() == 0) {
 *         ref.markDead();                // nobody gets it from now on
 *         cache.remove(name);
 *       }
 *     } finally {
 *       ref.unlock();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> any thread, platform or virtual; a section must not block. Whoever finds the
 * lock held waits by its {@link SpinWait}: for less than a microsecond it spins, then it yields,
 * then it naps, for at most some 640 microseconds at a time. Nothing allocates.
 *
 * <p><b>Progress:</b> lock-free while the lock is free. Waiting is unfair, since the word has no
 * room for a line of waiters: a thread that arrives takes a free lock at once, and one that naps
 * may starve. There is no owner: a thread that locks twice, or counts by a form that is not for
 * holders while it holds the lock, waits for ever. {@link #putReturn} never waits.
 *
 * <p><b>Memory effects:</b> what a thread did before it gave a reference back, or unlocked,
 * happens-before what follows the next step of any thread that takes the lock, or takes or gives
 * back a reference. What is false, or only looks, orders nothing. None is a full fence.
 *
 * <p><b>Misuse</b> throws and changes nothing: a reference beyond {@link #MAX} or to a dead object
 * ({@code get}), an {@code unlock}, {@code markDead}, {@code getLocked} or {@code putLocked} while
 * nobody holds the lock, a {@code putLocked} too many.
 *
 * <p><b>Differences from Linux:</b> the lock is one bit and not fair; Linux has its own spinlock
 * there. The atomic steps order, where Linux's are relaxed. A count that is full throws; there it
 * wraps. Who finds the lock held waits until it is free and then counts by one atomic step; Linux
 * takes the lock to count. The fields are not open: a holder counts by {@link #getLocked} and
 * {@link #putLocked}.
 */
public final class LockRef {
  /*
   * bits of word   meaning
   * 0              LOCKED: somebody holds the lock
   * 1..31          0
   * 32..63         the count: 0 or more; negative: dead
   *
   * word  written by                  written with     read with
   *       everybody, while not LOCKED volatile CAS     opaque (a guess, a query)
   *       the holder, while LOCKED    opaque; release  opaque (nobody else writes it)
   *
   * Exclusion: LOCKED is set only by a CAS from a word without it, and every other CAS expects a
   *   word without it, too. So while it is set nobody but the holder writes the word.
   * Visibility: LR1, the CASes with each other and with the release that unlocks.
   * No wake-up: a waiter looks again after each pause, and every pause ends.
   * Nothing is called after a CAS that succeeded: so no lack of stack can hide that it did.
   */

  /** The largest count. */
  public static final int MAX = Integer.MAX_VALUE;

  private static final long LOCKED = 1;
  private static final long ONE = 1L << Integer.SIZE;

  /** What a dead count reads, as in Linux: far from zero, so that a late put shows. */
  private static final int DEAD = -128;

  // What a step did.
  private static final int BUSY = 0; // nothing: the lock is held
  private static final int REFUSED = 1; // nothing: the count is too low
  private static final int INSTEAD = 2; // the count is too low: what is to be done then
  private static final int DONE = 3;

  private volatile long word;
  private final SpinWait spinWait;

  /**
   * Makes a count with a free lock, whose waiters wait as {@link SpinWait#host} says.
   *
   * @param references the references that exist already, mostly one
   * @throws IllegalArgumentException if negative
   */
  public LockRef(int references) {
    this(references, SpinWait.host());
  }

  /**
   * Makes a count with a free lock.
   *
   * @param references the references that exist already, mostly one
   * @param spinWait what waiters do between two looks at the lock; only {@code pause} is called
   * @throws IllegalArgumentException if the number is negative
   */
  public LockRef(int references, SpinWait spinWait) {
    if (references < 0) {
      throw new IllegalArgumentException("negative: " + references);
    }
    this.spinWait = Objects.requireNonNull(spinWait, "spinWait");
    WORD.set(this, references * ONE); // plain: nobody else has the object yet
  }

  /**
   * Takes one more reference; waits while the lock is held. The caller need not hold one if it
   * knows that the object is not dead.
   *
   * @throws IllegalStateException if the object is dead, or the count is {@link #MAX}; nothing has
   *     changed then
   */
  public void get() {
    if (step(0, ONE, 0) == REFUSED) {
      throw misused("get of a dead object");
    }
  }

  /**
   * Takes a reference if somebody holds one; waits while the lock is held.
   *
   * @return whether the caller holds a reference now; false: the count was zero, or dead
   * @throws IllegalStateException if the count is {@link #MAX}; nothing has changed then
   */
  public boolean getNotZero() {
    return step(1, ONE, 0) == DONE;
  }

  /**
   * Takes a reference if the object is not dead; waits while the lock is held.
   *
   * @return whether the caller holds a reference now
   * @throws IllegalStateException if the count is {@link #MAX}; nothing has changed then
   */
  public boolean getNotDead() {
    return step(0, ONE, 0) == DONE;
  }

  /**
   * Gives a reference back, the last one too, if that is possible at once. Never waits.
   *
   * @return how many there are now; -1 if the lock is held or there was none, and nothing changed
   */
  public int putReturn() {
    long seen = wordOpaque(); // opaque: a guess that the compare-and-set verifies
    while (!isLocked(seen) && count(seen) > 0) {
      long found = exchangeVolatile(seen, seen - ONE); // volatile: LR1, as in #attempt
      if (found == seen) {
        return count(seen) - 1;
      }
      seen = found;
    }
    return -1;
  }

  /**
   * Gives a reference back if it is not the last; waits while the lock is held.
   *
   * @return whether it was not; false: the count was one or less, and has not changed
   */
  public boolean putNotZero() {
    return step(2, -ONE, 0) == DONE;
  }

  /**
   * Gives a reference back if it is not the last; else takes the lock, and leaves the count as it
   * is. Waits while the lock is held.
   *
   * @return true: given back. False: the caller holds the lock, and still the last reference (or
   *     the count was zero or dead): mostly a {@link #putLocked} follows
   */
  public boolean putOrLock() {
    return step(2, -ONE, LOCKED) == DONE;
  }

  /**
   * Takes the lock, waiting as long as needed. Not interruptible: the interrupt status is the same
   * afterwards. If this method throws, the caller does not hold the lock.
   */
  public void lock() {
    int unused = step(Integer.MIN_VALUE, LOCKED, 0);
  }

  /**
   * Takes the lock if it is free.
   *
   * @return whether the caller now holds it
   */
  public boolean tryLock() {
    return attempt(Integer.MIN_VALUE, LOCKED, 0) == DONE;
  }

  /**
   * Frees the lock.
   *
   * @throws IllegalMonitorStateException if nobody holds it; nothing has changed then
   */
  public void unlock() {
    setWordRelease(held() - LOCKED); // release: LR1, pairs with #attempt, #putReturn; the section
  }

  /**
   * One more reference, taken by the holder of the lock.
   *
   * @throws IllegalMonitorStateException if nobody holds the lock; nothing has changed then
   * @throws IllegalStateException if the object is dead, or the count is {@link #MAX}; nothing has
   *     changed then
   */
  public void getLocked() {
    long now = held();
    if (count(now) < 0 || count(now) == MAX) {
      throw misused("get by the holder of the lock");
    }
    setWordOpaque(now + ONE); // opaque: only the holder writes; #unlock publishes
  }

  /**
   * A reference given back by the holder of the lock.
   *
   * @return how many there are now
   * @throws IllegalMonitorStateException if nobody holds the lock; nothing has changed then
   * @throws IllegalStateException if there was none; nothing has changed then
   */
  public int putLocked() {
    long now = held();
    if (count(now) <= 0) {
      throw misused("put by the holder of the lock");
    }
    setWordOpaque(now - ONE); // opaque: only the holder writes; #unlock publishes
    return count(now) - 1;
  }

  /**
   * Declares the object dead: no conditional form gets a reference from now on. The caller holds
   * the lock. References that others still have must not be given back by {@code putLocked}.
   *
   * @throws IllegalMonitorStateException if nobody holds the lock; nothing has changed then
   */
  public void markDead() {
    long unused = held();
    setWordOpaque(DEAD * ONE + LOCKED); // opaque: only the holder writes; #unlock publishes
  }

  /**
   * Adds something to a word whose lock is free; waits until it is.
   *
   * @param least how much the count must be at least
   * @param change what to add then
   * @param instead what to add otherwise; 0: nothing
   * @return what was done
   */
  private int step(int least, long change, long instead) {
    int outcome = attempt(least, change, instead);
    return outcome != BUSY ? outcome : stepContended(least, change, instead);
  }

  private int attempt(int least, long change, long instead) {
    long seen = wordOpaque(); // opaque: a guess that the compare-and-set verifies
    while (!isLocked(seen)) {
      boolean enough = count(seen) >= least;
      long next = seen + (enough ? change : instead);
      if (next == seen) {
        return REFUSED;
      }
      if ((~seen & next) < 0) { // was not dead, would be
        throw misused("get beyond the largest count");
      }
      // volatile: LR1, pairs with #unlock and with itself; all that was done before it, both ways
      long found = exchangeVolatile(seen, next);
      if (found == seen) {
        return enough ? DONE : INSTEAD;
      }
      seen = found;
    }
    return BUSY;
  }

  private int stepContended(int least, long change, long instead) {
    StackReserve.ensure(); // from here on only the hook may throw, and nothing is taken by then
    Object event = ContendedWaits.begin();
    boolean interrupted = false;
    try {
      int pauses = 0;
      int outcome;
      do {
        spinWait.pause(pauses);
        pauses += pauses < Integer.MAX_VALUE ? 1 : 0; // a long wait does not begin to spin again
        interrupted |= Thread.interrupted(); // or naps would end at once from now on
        outcome = attempt(least, change, instead);
      } while (outcome == BUSY);
      ContendedWaits.end(event, this, null);
      return outcome;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The count; relaxed. Out of date as soon as it is known, unless the caller holds the lock.
   *
   * @return the number of references; negative: dead
   */
  public int read() {
    return count(wordOpaque()); // opaque: the contract of read, no order wanted
  }

  /**
   * Whether the object was declared dead; relaxed. True is for ever.
   *
   * @return true if so
   */
  public boolean isDead() {
    return read() < 0;
  }

  /**
   * Whether some thread holds the lock. A thing of the past on return, unless the caller holds it.
   *
   * @return true if it was held at a moment during the call
   */
  public boolean isLocked() {
    return isLocked(wordOpaque()); // opaque: a hint
  }

  @Override
  public String toString() {
    long now = wordOpaque(); // opaque: diagnostics
    return "LockRef@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + (count(now) < 0 ? "dead" : Integer.toString(count(now)))
        + (isLocked(now) ? ", locked]" : "]");
  }

  /** The word, for a caller that holds the lock. */
  private long held() {
    long now = wordOpaque(); // opaque: only the holder writes it while it is locked
    if (!isLocked(now)) {
      throw new IllegalMonitorStateException("nobody holds the lock of " + this);
    }
    return now;
  }

  private IllegalStateException misused(String what) {
    return new IllegalStateException(what + ": " + this);
  }

  private static boolean isLocked(long word) {
    return (word & LOCKED) != 0;
  }

  private static int count(long word) {
    return (int) (word >> Integer.SIZE);
  }

  private long wordOpaque() {
    return (long) WORD.getOpaque(this);
  }

  private void setWordOpaque(long update) {
    WORD.setOpaque(this, update);
  }

  private void setWordRelease(long update) {
    WORD.setRelease(this, update);
  }

  private long exchangeVolatile(long expected, long update) {
    return (long) WORD.compareAndExchange(this, expected, update);
  }

  private static final VarHandle WORD;

  static {
    try {
      WORD =
          MethodHandles.lookup()
              .findVarHandle(LockRef.class, "word", long.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    SlowPathClasses.load();
  }
}
