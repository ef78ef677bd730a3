package org.kernsync.stress.broken;

/** Broken: each add moves its part to the common count, and a sum misses what is on its way. */
public final class MovingPerCpuCounter extends NaivePerCpuCounter {
  /**
   * Makes a counter that is zero.
   *
   * @param parts how many parts
   * @param batch how much a part may keep to itself
   */
  public MovingPerCpuCounter(int parts, int batch) {
    super(parts, batch);
  }

  @Override
  protected long addTo(int part, long amount) {
    base.addAndGet(totals.getAndSet(part, 0));
    return super.addTo(part, amount);
  }
}
