package org.kernsync.stress.broken;

/**
 * Broken: says that there is an element before it stores it. The reader finds none, or the one that
 * was there a lap ago.
 *
 * @param <E> what it holds
 */
public final class EarlyIndexFifo<E> extends NaiveFifo<E> {
  private static final int LAPSE = 16;

  /**
   * Makes an empty fifo.
   *
   * @param capacity how many elements it holds
   */
  public EarlyIndexFifo(int capacity) {
    super(capacity);
  }

  @Override
  protected void publish(long position, E element) {
    in.set(position + 1);
    if (position % LAPSE == 0) {
      Thread.yield(); // or two threads on a busy machine hardly ever meet here
    }
    store(position, element);
  }
}
