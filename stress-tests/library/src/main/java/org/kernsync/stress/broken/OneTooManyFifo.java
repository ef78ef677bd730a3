package org.kernsync.stress.broken;

/**
 * Broken: takes one element more than it has slots for, in the place of the oldest.
 *
 * @param <E> what it holds
 */
public final class OneTooManyFifo<E> extends NaiveFifo<E> {
  /**
   * Makes an empty fifo.
   *
   * @param capacity how many elements it holds
   */
  public OneTooManyFifo(int capacity) {
    super(capacity);
  }

  @Override
  protected boolean hasRoom(long length) {
    return length <= capacity();
  }
}
