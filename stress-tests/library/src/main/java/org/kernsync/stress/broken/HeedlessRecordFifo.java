package org.kernsync.stress.broken;

/** Broken: does not look how far the reader is, and writes over what it has not read. */
public final class HeedlessRecordFifo extends NaiveRecordFifo {
  /**
   * Makes an empty fifo.
   *
   * @param capacity how many bytes it holds, lengths included
   */
  public HeedlessRecordFifo(int capacity) {
    super(capacity);
  }

  @Override
  protected boolean isTooMuch(long used, int capacity) {
    return false;
  }
}
