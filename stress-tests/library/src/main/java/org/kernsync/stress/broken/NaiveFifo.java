package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kernsync.stress.contract.FifoUnderTest;

/**
 * A ring with two counters, all accesses volatile, for one writer and one reader: a positive
 * control, and what the broken ones break.
 *
 * @param <E> what it holds
 */
public class NaiveFifo<E> implements FifoUnderTest<E> {
  /** How many elements went in. */
  protected final AtomicLong in = new AtomicLong();

  /** How many elements came out. */
  protected final AtomicLong out = new AtomicLong();

  private final AtomicReferenceArray<E> slots;

  /**
   * Makes an empty fifo.
   *
   * @param capacity how many elements it holds
   */
  public NaiveFifo(int capacity) {
    slots = new AtomicReferenceArray<>(capacity);
  }

  @Override
  public boolean put(E element) {
    long position = in.get();
    if (!hasRoom(position - out.get())) {
      return false;
    }
    publish(position, element);
    return true;
  }

  @Override
  public E get() {
    long position = out.get();
    if (position == in.get()) {
      return null;
    }
    E element = slots.get((int) (position % capacity()));
    out.set(position + 1);
    return element;
  }

  @Override
  public final int capacity() {
    return slots.length();
  }

  /**
   * Whether one more element fits.
   *
   * @param length how many are there
   * @return true if so
   */
  protected boolean hasRoom(long length) {
    return length < capacity();
  }

  /**
   * Stores an element and says so.
   *
   * @param position where
   * @param element the element
   */
  protected void publish(long position, E element) {
    store(position, element);
    in.set(position + 1);
  }

  /**
   * Stores an element.
   *
   * @param position where
   * @param element the element
   */
  protected final void store(long position, E element) {
    slots.set((int) (position % capacity()), element);
  }
}
