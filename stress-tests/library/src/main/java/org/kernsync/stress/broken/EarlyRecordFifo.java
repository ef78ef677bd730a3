package org.kernsync.stress.broken;

/** Broken: says that there is a record before its bytes are there. */
public final class EarlyRecordFifo extends NaiveRecordFifo {
  /**
   * Makes an empty fifo.
   *
   * @param capacity how many bytes it holds, lengths included
   */
  public EarlyRecordFifo(int capacity) {
    super(capacity);
  }

  @Override
  protected void publish(byte[] source, long end) {
    byte[] length = new byte[source.length];
    store(length, end);
    tell(end);
    store(source, end);
  }
}
