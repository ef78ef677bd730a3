package org.kernsync.stress.broken;

/** Broken: publishes a value before it is complete. */
public final class EarlyReference {
  private volatile int[] value;

  /** Makes a pointer to null. */
  public EarlyReference() {}

  /**
   * Publishes an array, then fills it.
   *
   * @param content what is in it in the end
   */
  public void assign(int content) {
    int[] fresh = new int[1];
    value = fresh;
    fresh[0] = content;
  }

  /**
   * Follows the pointer.
   *
   * @return the array; null if none was assigned
   */
  public int[] dereference() {
    return value;
  }
}
