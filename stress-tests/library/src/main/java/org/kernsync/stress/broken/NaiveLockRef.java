package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock and a reference count in one word, by loops of compare-and-set and with nothing left out:
 * what the broken ones break. Waiters spin.
 */
public class NaiveLockRef {
  private static final long LOCKED = 1;
  private static final long ONE = 2;

  /** The lock in the lowest bit, the count above it. */
  protected final AtomicLong word;

  /**
   * Makes a count with a free lock.
   *
   * @param references the references to begin with
   */
  public NaiveLockRef(int references) {
    word = new AtomicLong(references * ONE);
  }

  /** Takes a reference. */
  public void get() {
    long before = unlocked();
    while (!move(before, before + ONE)) {
      before = unlocked();
    }
  }

  /**
   * Gives a reference back, or takes the lock if it is the last.
   *
   * @return whether it was given back; if not, the caller holds the lock
   */
  public boolean putOrLock() {
    long before = unlocked();
    boolean last = before <= ONE;
    while (!move(before, last ? before + LOCKED : before - ONE)) {
      before = unlocked();
      last = before <= ONE;
    }
    return !last;
  }

  /** Takes the lock. */
  public void lock() {
    long before = unlocked();
    while (!move(before, before + LOCKED)) {
      before = unlocked();
    }
  }

  /** Frees the lock; only the holder calls it. */
  public void unlock() {
    word.set(word.get() - LOCKED);
  }

  /** A reference for the holder of the lock, whom nobody is in the way of. */
  public void getLocked() {
    word.set(word.get() + ONE);
  }

  /**
   * The count.
   *
   * @return how many references there are
   */
  public int read() {
    return (int) (word.get() / ONE);
  }

  /**
   * The word as soon as the lock is free.
   *
   * @return the word, without the bit of the lock
   */
  protected long unlocked() {
    long now = word.get();
    while ((now & LOCKED) != 0) {
      Thread.onSpinWait();
      now = word.get();
    }
    return now;
  }

  /**
   * Changes the word if it is what it was.
   *
   * @param before what it was
   * @param after what it is to be
   * @return whether it did
   */
  protected boolean move(long before, long after) {
    return word.compareAndSet(before, after);
  }
}
