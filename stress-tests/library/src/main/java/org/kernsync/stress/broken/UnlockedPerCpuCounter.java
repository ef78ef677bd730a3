package org.kernsync.stress.broken;

/** Broken: looks whether the limit holds, then adds, and keeps nobody out in between. */
public final class UnlockedPerCpuCounter extends NaivePerCpuCounter {
  /**
   * Makes a counter that is zero.
   *
   * @param parts how many parts
   * @param batch how much a part may keep to itself
   */
  public UnlockedPerCpuCounter(int parts, int batch) {
    super(parts, batch);
  }

  @Override
  public boolean limitedAdd(long limit, long amount) {
    return addWithin(limit, amount);
  }
}
