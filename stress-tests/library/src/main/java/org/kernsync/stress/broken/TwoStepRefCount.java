package org.kernsync.stress.broken;

/** Broken: reads the count and writes it back in two steps. References are lost, or last twice. */
public final class TwoStepRefCount extends NaiveRefCount {
  /**
   * Makes a count.
   *
   * @param references the references to begin with
   */
  public TwoStepRefCount(int references) {
    super(references);
  }

  @Override
  protected boolean move(int before, int after) {
    Thread.yield(); // gives the other threads time to get between the two steps
    count.set(after);
    return true;
  }
}
