package org.kernsync.stress.broken;

/** Broken: tells what it has added, and forgets that it told. */
public final class RepeatingPerCpuCounter extends NaivePerCpuCounter {
  /**
   * Makes a counter that is zero.
   *
   * @param parts how many parts
   * @param batch how much a part may keep to itself
   */
  public RepeatingPerCpuCounter(int parts, int batch) {
    super(parts, batch);
  }

  @Override
  protected void remember(int part, long total) {}
}
