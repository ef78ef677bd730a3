package org.kernsync.queue;

import java.util.Objects;
import org.kernsync.spin.SpinLock;

/**
 * A bounded ring between one writer and one reader, neither of which ever waits for the other:
 * {@code kfifo} of Linux.
 *
 * <p>Use it to pass elements from one thread to one other at the rate of a few nanoseconds each:
 * samples from a poller, requests to a worker. With more writers, or more readers, that side takes
 * a lock ({@link #putSpinLocked}, {@link #getSpinLocked}); where both sides are crowded, or threads
 * should sleep while it is empty, take a {@link java.util.concurrent.BlockingQueue}.
 *
 * <pre>{@code
 * final KFifo<Sample> samples = new KFifo<>(1024);
 *
 * void onInterrupt(Sample sample) { // one thread
 *   if (!samples.put(sample)) {
 *     dropped++;
 *   }
 * }
 *
 * void poll() { // one other
 *   for (Sample next = samples.get(); next != null; next = samples.get()) {
 *     handle(next);
 *   }
 * }
 * }</pre>
 *
 * <p><b>Who may call what.</b> The writer: {@code put}, {@code in}. The reader: {@code get}, {@code
 * peek}, {@code out}, {@code skip}, {@link #resetOut}. Any thread: the queries and the forms that
 * lock. "The writer" is one thread at a time: it may be another later, if what the first did
 * happens before what the second does, as a lock or {@code Thread.join} ensures. Two writers at
 * once lose elements, two readers at once get some twice. Nothing notices it: to look for it would
 * cost more than the operation.
 *
 * <p><b>Context.</b> Never sleeps, never allocates (the forms that lock wait for the lock).
 *
 * <p><b>Progress.</b> Wait-free: each call ends after a number of steps of its own.
 *
 * <p><b>Memory effects.</b> What a thread did before it put an element happens before what another
 * does after it got, peeked or skipped that element. What the reader did before it took an element
 * out happens before what the writer does after it put another in its place.
 *
 * <p><b>Differences from Linux.</b> It holds references, no bytes and no records, and refuses null.
 * A capacity that is no power of two is rounded up. {@link #resetOut} needs the reader alone, and
 * there is no {@code kfifo_reset}: positions have 64 bits and never come back to where they were.
 *
 * @param <E> what it holds
 */
public final class KFifo<E> extends KFifoFields {
  /*
   * field         written by                      written with        read with
   * slots[i]      the writer: null -> element;    release fence       acquire, by either side
   *               the reader: element -> null     release
   * in            the writer                      release             plain (writer), acquire
   * freeUpTo      the writer                      plain               plain, by the writer
   * out           the reader                      release             plain (reader), acquire
   *
   * A slot says itself whether it is taken: null is free. So an element costs the transfer of one
   * cache line, that of its slot; a reader that compared positions would fetch the writer's too.
   *
   * Invariant: in terms of what has happened, the slots of [out, in) hold elements, all others are
   * null. The writer fills slot `in`, the reader empties slot `out`, each then moves its position.
   *
   * Handover: KF1, the release of the element with the acquire that finds it. Reuse: KF2, the release
   * of the null with the acquire that finds it: the reader is done with the slot, and with all before
   * it, since it empties them in order. That is why the writer may look ahead: if the slot `ahead`
   * places on is free, so are those up to it, and it need not look at them; freeUpTo is the end of
   * what it knows.
   *
   * Positions: KF3, published after the slots. So the reader finds at least length() elements, and
   * the writer at least available() free slots. They lag behind the slots: out may stand beyond in
   * for a moment, and in further than the capacity beyond out; length() cuts both off.
   */
  private static final int LARGEST_CAPACITY = 1 << 30;

  /**
   * Makes an empty fifo.
   *
   * @param capacity how many elements it must be able to hold; rounded up to a power of two
   * @throws IllegalArgumentException if not from 1 to 2^30
   */
  public KFifo(int capacity) {
    super(roundedUp(capacity));
  }

  private static int roundedUp(int capacity) {
    if (capacity < 1 || capacity > LARGEST_CAPACITY) {
      throw new IllegalArgumentException("capacity not from 1 to 2^30: " + capacity);
    }
    return capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
  }

  /**
   * Puts an element in. For the writer.
   *
   * @param element the element
   * @return true if put; false if full, then nothing changed
   * @throws NullPointerException if the element is null
   */
  public boolean put(E element) {
    Objects.requireNonNull(element, "element");
    long position = inPlain(); // plain: only the writer moves it
    if (position >= freeUpTo && !findRoom(position)) {
      return false;
    }
    fillSlotRelease(index(position), element); // release: KF1, pairs with #get, #peek
    setInRelease(position + 1); // release: KF3, pairs with #length; behind the element
    return true;
  }

  /** Whether the slot is free; notes how many behind it are too. */
  private boolean findRoom(long position) {
    // acquire: KF2, pairs with #get, #drop; this slot is free, and all before it
    if (slotAcquire(index(position + ahead)) == null) {
      freeUpTo = position + ahead + 1;
      return true;
    }
    return slotAcquire(index(position)) == null; // acquire: KF2, pairs with #get, #drop
  }

  /**
   * Takes the oldest element out. For the reader.
   *
   * @return the element; null if empty
   */
  public E get() {
    long position = outPlain(); // plain: only the reader moves it
    int index = index(position);
    E element = elementAcquire(index); // acquire: KF1, pairs with #put, #in; the element's contents
    if (element != null) {
      emptySlotRelease(index); // release: KF2, pairs with #findRoom; done with the slot
      setOutRelease(position + 1); // release: KF3, pairs with #length; behind the null
    }
    return element;
  }

  /**
   * Looks at the oldest element without taking it out. For the reader.
   *
   * @return the element; null if empty
   */
  public E peek() {
    // plain: only the reader moves it; acquire: KF1, pairs with #put, #in; the element's contents
    return elementAcquire(index(outPlain()));
  }

  /**
   * Puts in as many elements as there is room for. The reader finds all of them at once, or none
   * yet. How much room there is is looked up before: where there is none for all, a reader that
   * takes elements out meanwhile finds fewer than would fit by then. For the writer.
   *
   * @param elements where they are
   * @param offset the index of the first
   * @param length how many at most
   * @return how many were put in: the first ones
   * @throws NullPointerException if one that there is room for is null; then nothing changed
   * @throws IndexOutOfBoundsException if the array has no such range; then nothing changed
   */
  public int in(E[] elements, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, elements.length);
    long position = inPlain(); // plain: only the writer moves it
    int count = Math.min(length, available()); // KF3: so many slots are null
    for (int i = count - 1; i >= 0; i--) { // backwards: the reader stops before an empty slot
      E element = elements[offset + i];
      if (element == null) {
        undoIn(position, i + 1, count);
        throw new NullPointerException("element " + (offset + i));
      }
      fillSlotRelease(index(position + i), element); // release: KF1, pairs with #get, #peek
    }
    setInRelease(position + count); // release: KF3, pairs with #length; behind the slots
    return count;
  }

  /** Empties slots that the reader cannot have seen, since the first is empty. */
  private void undoIn(long position, int from, int to) {
    for (int i = from; i < to; i++) {
      emptySlotRelease(index(position + i)); // release: plain would do, nobody looks
    }
  }

  /**
   * Takes out as many elements as there are, oldest first. For the reader.
   *
   * @param elements where to put them
   * @param offset the index of the first
   * @param length how many at most
   * @return how many were taken out
   * @throws ArrayStoreException if the array cannot hold one of them; then the fifo is unchanged
   * @throws IndexOutOfBoundsException if the array has no such range; then nothing changed
   */
  public int out(E[] elements, int offset, int length) {
    int count = peek(elements, offset, length);
    drop(count);
    return count;
  }

  /**
   * Copies as many elements as there are, oldest first, without taking them out. For the reader.
   *
   * @param elements where to put them
   * @param offset the index of the first
   * @param length how many at most
   * @return how many were copied
   * @throws ArrayStoreException if the array cannot hold one of them
   * @throws IndexOutOfBoundsException if the array has no such range; then nothing changed
   */
  public int peek(E[] elements, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, elements.length);
    long position = outPlain(); // plain: only the reader moves it
    int most = Math.min(length, capacity());
    int count = 0;
    while (count < most) {
      E element = elementAcquire(index(position + count)); // acquire: KF1, pairs with #put, #in
      if (element == null) {
        break;
      }
      elements[offset + count++] = element;
    }
    return count;
  }

  /**
   * Drops the oldest element. For the reader.
   *
   * @return true if there was one
   */
  public boolean skip() {
    return get() != null;
  }

  /**
   * Drops the oldest elements. For the reader.
   *
   * @param count how many, 0 or more
   * @return how many there were to drop
   * @throws IllegalArgumentException if the count is negative
   */
  public int skip(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("negative number of elements: " + count);
    }
    int dropped = 0;
    while (dropped < count && skip()) {
      dropped++;
    }
    return dropped;
  }

  /**
   * Drops all elements that were there when it was called: {@code kfifo_reset_out}. For the reader;
   * the writer may go on, and what it puts in meanwhile stays.
   */
  public void resetOut() {
    drop(length());
  }

  /** Empties slots that the reader knows to be taken. */
  private void drop(int count) {
    long position = outPlain(); // plain: only the reader moves it
    for (int i = 0; i < count; i++) {
      emptySlotRelease(index(position + i)); // release: KF2, pairs with #findRoom; in order
    }
    setOutRelease(position + count); // release: KF3, pairs with #length; behind the nulls
  }

  /**
   * {@link #put} for one of several writers, all of which use this lock: {@code
   * kfifo_in_spinlocked}.
   *
   * @param element the element
   * @param lock the writers' lock
   * @return true if put; false if full, then nothing changed
   * @throws NullPointerException if the element is null
   */
  public boolean putSpinLocked(E element, SpinLock lock) {
    lock.lock();
    try {
      return put(element);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@link #get} for one of several readers, all of which use this lock: {@code
   * kfifo_out_spinlocked}.
   *
   * @param lock the readers' lock
   * @return the element; null if empty
   */
  public E getSpinLocked(SpinLock lock) {
    lock.lock();
    try {
      return get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@link #in} for one of several writers, all of which use this lock.
   *
   * @param elements where they are
   * @param offset the index of the first
   * @param length how many at most
   * @param lock the writers' lock
   * @return how many were put in: the first ones
   * @throws NullPointerException if one that there is room for is null; then nothing changed
   * @throws IndexOutOfBoundsException if the array has no such range; then nothing changed
   */
  public int inSpinLocked(E[] elements, int offset, int length, SpinLock lock) {
    lock.lock();
    try {
      return in(elements, offset, length);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@link #out} for one of several readers, all of which use this lock.
   *
   * @param elements where to put them
   * @param offset the index of the first
   * @param length how many at most
   * @param lock the readers' lock
   * @return how many were taken out
   * @throws ArrayStoreException if the array cannot hold one of them; then the fifo is unchanged
   * @throws IndexOutOfBoundsException if the array has no such range; then nothing changed
   */
  public int outSpinLocked(E[] elements, int offset, int length, SpinLock lock) {
    lock.lock();
    try {
      return out(elements, offset, length);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many elements it can hold.
   *
   * @return the capacity asked for, rounded up to a power of two
   */
  public int capacity() {
    return mask + 1;
  }

  /**
   * How many elements it holds. The reader finds at least as many; for others it is out of date as
   * soon as it is known.
   *
   * @return the number, from 0 to the capacity
   */
  public int length() {
    // acquire: KF3, pairs with #get, #drop; first, so that `in` is not older than it
    long taken = outAcquire();
    long given = inAcquire(); // acquire: KF3, pairs with #put, #in; the elements up to it
    return (int) Math.max(0, Math.min(given - taken, capacity()));
  }

  /**
   * How many more elements it can hold. The writer finds room for at least as many; for others it
   * is out of date as soon as it is known.
   *
   * @return the number, from 0 to the capacity
   */
  public int available() {
    return capacity() - length();
  }

  /**
   * Whether there is nothing to get. Exact for the reader; for others out of date as soon as it is
   * known.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    // acquire: KF1, KF3, opaque would do; nothing but null is asked for
    return slotAcquire(index(outAcquire())) == null;
  }

  /**
   * Whether there is no room. Exact for the writer; for others out of date as soon as it is known.
   *
   * @return true if so
   */
  public boolean isFull() {
    // acquire: KF2, KF3, opaque would do; nothing but null is asked for
    return slotAcquire(index(inAcquire())) != null;
  }

  @Override
  public String toString() {
    return "KFifo@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + length()
        + " of "
        + capacity()
        + "]";
  }

  @SuppressWarnings("unchecked") // only elements are stored
  private E elementAcquire(int index) {
    return (E) slotAcquire(index); // acquire: as the caller says, KF1
  }
}
