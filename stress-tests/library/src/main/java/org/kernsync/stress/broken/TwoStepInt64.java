package org.kernsync.stress.broken;

/** Broken: a long with the operations of an atomic, each of them a read and then a write. */
public final class TwoStepInt64 {
  private volatile long value;

  /**
   * Makes a value.
   *
   * @param initial what it is to begin with
   */
  public TwoStepInt64(long initial) {
    value = initial;
  }

  /**
   * The value.
   *
   * @return what it is
   */
  public long read() {
    return value;
  }

  /**
   * Sets it.
   *
   * @param update what to
   */
  public void set(long update) {
    value = update;
  }

  /** Adds one. */
  public void inc() {
    long unused = fetchAdd(1);
  }

  /**
   * Adds.
   *
   * @param delta how much
   * @return what it was
   */
  public long fetchAdd(long delta) {
    long old = value;
    value = old + delta;
    return old;
  }

  /**
   * Adds, relaxed.
   *
   * @param delta how much
   * @return what it was
   */
  public long fetchAddRelaxed(long delta) {
    return fetchAdd(delta);
  }

  /**
   * Sets it if it is what is expected.
   *
   * @param expected what it must be
   * @param update what to
   * @return what it was
   */
  public long cmpxchg(long expected, long update) {
    long old = value;
    if (old == expected) {
      value = update;
    }
    return old;
  }

  /**
   * Adds unless it is something.
   *
   * @param delta how much
   * @param unless what it must not be
   * @return whether it has added
   */
  public boolean addUnless(long delta, long unless) {
    long old = value;
    if (old == unless) {
      return false;
    }
    value = old + delta;
    return true;
  }

  /**
   * Adds one unless it is zero.
   *
   * @return whether it has added
   */
  public boolean incNotZero() {
    return addUnless(1, 0);
  }

  /**
   * Adds one unless it is negative.
   *
   * @return whether it has added
   */
  public boolean incUnlessNegative() {
    long old = value;
    if (old < 0) {
      return false;
    }
    value = old + 1;
    return true;
  }

  /**
   * Subtracts one unless it is positive.
   *
   * @return whether it has subtracted
   */
  public boolean decUnlessPositive() {
    long old = value;
    if (old > 0) {
      return false;
    }
    value = old - 1;
    return true;
  }

  /**
   * Subtracts one if that leaves no less than zero.
   *
   * @return what it was, less one
   */
  public long decIfPositive() {
    long less = value - 1;
    if (less >= 0) {
      value = less;
    }
    return less;
  }

  /**
   * Subtracts one.
   *
   * @return whether it is zero then
   */
  public boolean decAndTest() {
    return fetchAdd(-1) == 1;
  }
}
