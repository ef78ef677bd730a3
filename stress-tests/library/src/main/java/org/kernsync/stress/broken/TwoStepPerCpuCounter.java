package org.kernsync.stress.broken;

/** Broken: adds to a part that others share as its owner would, with a load and a store. */
public final class TwoStepPerCpuCounter extends NaivePerCpuCounter {
  /**
   * Makes a counter that is zero.
   *
   * @param parts how many parts
   * @param batch how much a part may keep to itself
   */
  public TwoStepPerCpuCounter(int parts, int batch) {
    super(parts, batch);
  }

  @Override
  protected long addTo(int part, long amount) {
    long total = totals.get(part) + amount;
    totals.set(part, total);
    return total;
  }
}
