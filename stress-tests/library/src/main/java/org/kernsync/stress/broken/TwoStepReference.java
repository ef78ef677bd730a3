package org.kernsync.stress.broken;

/**
 * Broken: replaces a value by a read and a write. Two threads get the same old value, and nobody
 * gets the other.
 *
 * @param <T> what it points to
 */
public final class TwoStepReference<T> {
  private volatile T value;

  /** Makes a pointer to null. */
  public TwoStepReference() {}

  /**
   * Publishes a value.
   *
   * @param next what it points to from now on
   */
  public void assign(T next) {
    value = next;
  }

  /**
   * Publishes a value and says what it took the place of.
   *
   * @param next what it points to from now on
   * @return what it pointed to
   */
  public T replace(T next) {
    T former = value;
    value = next;
    return former;
  }

  /**
   * Follows the pointer.
   *
   * @return what it points to
   */
  public T dereference() {
    return value;
  }
}
