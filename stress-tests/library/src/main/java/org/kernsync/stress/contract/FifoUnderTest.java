package org.kernsync.stress.contract;

import java.util.concurrent.BlockingQueue;
import org.kernsync.queue.KFifo;

/**
 * What {@link FifoContract} asks of a bounded fifo. Adapt yours with a few lines.
 *
 * @param <E> what it holds
 */
public interface FifoUnderTest<E> {
  /**
   * Puts an element in, without waiting; called by one thread at a time.
   *
   * @param element the element
   * @return whether there was room
   */
  boolean put(E element);

  /**
   * Takes the oldest element out, without waiting; called by one thread at a time.
   *
   * @return the element; null if empty
   */
  E get();

  /**
   * How many elements it can hold.
   *
   * @return the capacity
   */
  int capacity();

  /**
   * A fifo of Kernsync.
   *
   * @param fifo the fifo
   * @param <E> what it holds
   * @return the same fifo
   */
  static <E> FifoUnderTest<E> of(KFifo<E> fifo) {
    return new FifoUnderTest<>() {
      @Override
      public boolean put(E element) {
        return fifo.put(element);
      }

      @Override
      public E get() {
        return fifo.get();
      }

      @Override
      public int capacity() {
        return fifo.capacity();
      }
    };
  }

  /**
   * A bounded queue with the interface of the JDK.
   *
   * @param queue the queue, empty
   * @param <E> what it holds
   * @return the same queue
   */
  static <E> FifoUnderTest<E> of(BlockingQueue<E> queue) {
    int capacity = queue.remainingCapacity();
    return new FifoUnderTest<>() {
      @Override
      public boolean put(E element) {
        return queue.offer(element);
      }

      @Override
      public E get() {
        return queue.poll();
      }

      @Override
      public int capacity() {
        return capacity;
      }
    };
  }
}
