package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Broken: for one writer and one reader of byte records; says that there is a record before its
 * bytes are there. The reader finds those of a record of a lap ago.
 */
public final class EarlyIndexRecordFifo {
  private final byte[] ring;
  private final AtomicLong in = new AtomicLong();
  private final AtomicLong out = new AtomicLong();

  /**
   * Makes an empty fifo.
   *
   * @param capacity how many bytes it holds, one of which each record takes for its length
   */
  public EarlyIndexRecordFifo(int capacity) {
    ring = new byte[capacity];
  }

  /**
   * Puts a record in.
   *
   * @param record its bytes
   * @return false if there is no room
   */
  public boolean put(byte[] record) {
    long position = in.get();
    long end = position + 1 + record.length;
    if (end - out.get() > ring.length) {
      return false;
    }
    ring[at(position)] = (byte) record.length;
    in.set(end);
    for (int i = 0; i < record.length; i++) {
      ring[at(position + 1 + i)] = record[i];
    }
    return true;
  }

  /**
   * Takes the oldest record out.
   *
   * @return its bytes; null if there is none
   */
  public byte[] get() {
    long position = out.get();
    if (position == in.get()) {
      return null;
    }
    byte[] record = new byte[ring[at(position)]];
    for (int i = 0; i < record.length; i++) {
      record[i] = ring[at(position + 1 + i)];
    }
    out.set(position + 1 + record.length);
    return record;
  }

  private int at(long position) {
    return (int) (position % ring.length);
  }
}
