package org.kernsync.stress.broken;

/** Broken: replaces a value by a read and a write. */
public final class TwoStepReference {
  private volatile Integer value;

  /** Makes a pointer to null. */
  public TwoStepReference() {}

  /**
   * Publishes a value.
   *
   * @param next what it points to from now on
   */
  public void assign(Integer next) {
    value = next;
  }

  /**
   * Publishes a value and says what it took the place of.
   *
   * @param next what it points to from now on
   * @return what it pointed to
   */
  public Integer replace(Integer next) {
    Integer former = value;
    value = next;
    return former;
  }

  /**
   * Follows the pointer.
   *
   * @return what it points to
   */
  public Integer dereference() {
    return value;
  }
}
