package org.kernsync.stress.broken;

/** Broken: a long kept in two halves, the upper one written after the lower one. */
public final class TwoHalvesInt64 {
  private volatile int upper;
  private volatile int lower;

  /**
   * Makes a value.
   *
   * @param initial what it is to begin with
   */
  public TwoHalvesInt64(long initial) {
    set(initial);
  }

  /**
   * The value.
   *
   * @return what it is
   */
  public long read() {
    return (long) upper << Integer.SIZE | Integer.toUnsignedLong(lower);
  }

  /**
   * Sets it.
   *
   * @param update what to
   */
  public void set(long update) {
    lower = (int) update;
    upper = (int) (update >> Integer.SIZE);
  }

  /**
   * Adds.
   *
   * @param delta how much
   */
  public void add(long delta) {
    set(read() + delta);
  }
}
