package org.kernsync.stress.broken;

/** Broken: reads the number and writes it back in two steps. Steps of others are lost. */
public final class TwoStepAtomicInt extends NaiveAtomicInt {
  /**
   * Makes a number.
   *
   * @param initial to begin with
   */
  public TwoStepAtomicInt(int initial) {
    super(initial);
  }

  @Override
  protected boolean move(int before, int after) {
    value.set(after);
    return true;
  }
}
