package org.kernsync.stress.broken;

import org.kernsync.ref.RefCount;

/** Broken: a count that saturates, but reads and then writes. */
public final class TwoStepSaturatingCount {
  private volatile int count;

  /**
   * Makes a count.
   *
   * @param references the references to begin with
   */
  public TwoStepSaturatingCount(int references) {
    count = references;
  }

  /** Takes one more reference. */
  public void inc() {
    int old = count;
    count = old < 0 || old == RefCount.MAX ? RefCount.SATURATED : old + 1;
  }

  /**
   * Gives a reference back.
   *
   * @return whether it was the last
   */
  public boolean decAndTest() {
    int old = count;
    count = old <= 0 ? RefCount.SATURATED : old - 1;
    return old == 1;
  }

  /**
   * The count.
   *
   * @return how many there are; negative: saturated
   */
  public int read() {
    return count;
  }
}
