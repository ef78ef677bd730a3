package org.kernsync.stress.broken;

/** Broken: a conditional increment that does not ask. A dead object comes to life again. */
public final class RevivingRefCount extends NaiveRefCount {
  /**
   * Makes a count.
   *
   * @param references the references to begin with
   */
  public RevivingRefCount(int references) {
    super(references);
  }

  @Override
  protected boolean mayRevive(int before) {
    return true;
  }
}
