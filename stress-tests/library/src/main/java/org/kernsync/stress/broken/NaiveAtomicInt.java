package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Composite steps on a number, made of compare-and-set loops, with nothing left out: a positive
 * control, and what the broken one breaks.
 */
public class NaiveAtomicInt {
  /** The number. */
  protected final AtomicInteger value;

  /**
   * Makes a number.
   *
   * @param initial to begin with
   */
  public NaiveAtomicInt(int initial) {
    value = new AtomicInteger(initial);
  }

  /**
   * Adds, unless it is a certain value.
   *
   * @param amount how much
   * @param unless the value
   * @return the number before
   */
  public final int fetchAddUnless(int amount, int unless) {
    int before = value.get();
    while (before != unless && !move(before, before + amount)) {
      before = value.get();
    }
    return before;
  }

  /**
   * Subtracts one, if the result is not negative.
   *
   * @return the number before, less one, whether or not it was stored
   */
  public final int decIfPositive() {
    int before = value.get();
    while (before > 0 && !move(before, before - 1)) {
      before = value.get();
    }
    return before - 1;
  }

  /**
   * Subtracts one, if the number is zero or negative.
   *
   * @return whether it did
   */
  public final boolean decUnlessPositive() {
    int before = value.get();
    while (before <= 0 && !move(before, before - 1)) {
      before = value.get();
    }
    return before <= 0;
  }

  /**
   * Subtracts, and looks whether the result is zero.
   *
   * @param amount how much
   * @return whether it is
   */
  public final boolean subAndTest(int amount) {
    int before = value.get();
    while (!move(before, before - amount)) {
      before = value.get();
    }
    return before == amount;
  }

  /**
   * Stores a number, if it is what is expected.
   *
   * @param expected what it must be
   * @param update what to store
   * @return the number before
   */
  public final int cmpxchg(int expected, int update) {
    int before = value.get();
    while (before == expected && !move(before, update)) {
      before = value.get();
    }
    return before;
  }

  /**
   * Changes the number if it is what it was.
   *
   * @param before what it was
   * @param after what it is to be
   * @return whether it did
   */
  protected boolean move(int before, int after) {
    return value.compareAndSet(before, after);
  }
}
