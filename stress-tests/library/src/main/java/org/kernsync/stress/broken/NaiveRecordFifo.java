package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records of bytes in a ring, a length before each, all accesses volatile, for one writer and one
 * reader: what the broken ones break.
 */
public class NaiveRecordFifo {
  private final AtomicIntegerArray ring;
  private final AtomicLong in = new AtomicLong();
  private final AtomicLong out = new AtomicLong();

  /**
   * Makes an empty fifo.
   *
   * @param capacity how many bytes it holds, lengths included
   */
  public NaiveRecordFifo(int capacity) {
    ring = new AtomicIntegerArray(capacity);
  }

  /**
   * Puts a record in.
   *
   * @param source its bytes
   * @return true if put; false if there is no room now
   */
  public final boolean put(byte[] source) {
    long end = in.get() + 1 + source.length;
    if (isTooMuch(end - out.get(), ring.length())) {
      return false;
    }
    publish(source, end);
    return true;
  }

  /**
   * Takes a record out.
   *
   * @param target where to put its bytes
   * @param offset the index for the first
   * @param length how many fit
   * @return how many were copied; -1 if there is no record
   */
  public final int get(byte[] target, int offset, int length) {
    long position = out.get();
    if (position == in.get()) {
      return -1;
    }
    int count = ring.get(index(position));
    for (int i = 0; i < Math.min(count, length); i++) {
      target[offset + i] = (byte) ring.get(index(position + 1 + i));
    }
    out.set(position + 1 + count);
    return Math.min(count, length);
  }

  /**
   * Whether there is no room.
   *
   * @param used how many bytes would be used
   * @param capacity how many there are
   * @return true if so
   */
  protected boolean isTooMuch(long used, int capacity) {
    return used > capacity;
  }

  /**
   * Stores a record and says so.
   *
   * @param source its bytes
   * @param end the position behind it
   */
  protected void publish(byte[] source, long end) {
    store(source, end);
    tell(end);
  }

  /**
   * Stores a record.
   *
   * @param source its bytes
   * @param end the position behind it
   */
  protected final void store(byte[] source, long end) {
    long position = end - source.length;
    ring.set(index(position - 1), source.length);
    for (byte one : source) {
      ring.set(index(position), one);
      position++;
    }
  }

  /**
   * Says that there is a record.
   *
   * @param end the position behind it
   */
  protected final void tell(long end) {
    in.set(end);
  }

  private int index(long position) {
    return (int) (position % ring.length());
  }
}
