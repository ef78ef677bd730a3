package org.kernsync.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.kernsync.spin.SpinLock;

/**
 * A bounded ring of bytes between one writer and one reader, in which each record keeps its length:
 * the record mode of {@code kfifo} of Linux.
 *
 * <p>Use it to pass messages of different sizes from one thread to one other without an object for
 * each: trace records, frames, lines of a log. Take a {@link KFifo} for objects.
 *
 * <pre>{@code
 * final RecordFifo trace = new RecordFifo(1 << 16);
 *
 * void emit(byte[] record, int length) { // one thread
 *   if (!trace.put(record, 0, length)) {
 *     dropped++;
 *   }
 * }
 *
 * void drain(byte[] buffer) { // one other
 *   for (int n = trace.get(buffer, 0, buffer.length); n >= 0; ) {
 *     write(buffer, n);
 *     n = trace.get(buffer, 0, buffer.length);
 *   }
 * }
 * }</pre>
 *
 * <p><b>Who may call what.</b> The writer: {@code put}. The reader: {@code get}, {@code peek},
 * {@link #peekLength}, {@link #skip}, {@link #resetOut}. Any thread: the queries and the forms that
 * lock. "The writer" is one thread at a time, as with {@link KFifo}; two at once mix their records,
 * and nothing notices it.
 *
 * <p><b>Context.</b> Never sleeps, never allocates (the forms that lock wait for the lock).
 *
 * <p><b>Progress.</b> Wait-free: each call ends after a number of steps of its own.
 *
 * <p><b>Memory effects.</b> What a thread did before it put a record happens before what another
 * does after it got, peeked or skipped it. What the reader did before it took a record out happens
 * before what the writer does after it put another into that room.
 *
 * <p><b>Differences from Linux.</b> Lengths always take two bytes (there one or two). A record that
 * could never fit throws; there it is refused each time, as if the fifo were full. A record may be
 * empty: {@code get} tells that, by 0, from an empty fifo, by -1. One record per call, no user
 * space, no DMA. {@link #resetOut} needs the reader alone; there is no {@code kfifo_reset}.
 */
public final class RecordFifo {
  /*
   * field    written by    written with   read with
   * ring     the writer    plain          plain: by the reader, behind its acquire of `in`
   * in       the writer    release        plain (writer), acquire
   * out      the reader    release        plain (reader), acquire
   * outSeen  the writer    plain          plain, by the writer: `out` as it last looked
   * inSeen   the reader    plain          plain, by the reader: `in` as it last looked
   *
   * Invariant: the bytes of [out, in) are whole records: two bytes of length, low one first, and as
   * many bytes. in - out is at most the capacity. Positions have 64 bits and never come back.
   *
   * Handover: KF4, the release of `in` with the acquire of it: the bytes up to it.
   * Reuse: KF5, the release of `out` with the acquire of it: the reader is done with them.
   * Each side looks at the other's position only when what it last saw is not enough.
   * No padding: nobody has measured that it pays.
   */
  private static final int HEADER = 2;
  private static final int LONGEST = 0xFFFF;
  private static final int SMALLEST_CAPACITY = 4;
  private static final int LARGEST_CAPACITY = 1 << 30;

  private final byte[] ring;
  private final int mask;

  private volatile long in;
  private long outSeen;
  private volatile long out;
  private long inSeen;

  /**
   * Makes an empty fifo.
   *
   * @param capacity how many bytes it holds, two of which each record takes for its length; rounded
   *     up to a power of two
   * @throws IllegalArgumentException if not from 4 to 2^30
   */
  public RecordFifo(int capacity) {
    if (capacity < SMALLEST_CAPACITY || capacity > LARGEST_CAPACITY) {
      throw new IllegalArgumentException("capacity not from 4 to 2^30: " + capacity);
    }
    ring = new byte[Integer.highestOneBit(capacity - 1) << 1];
    mask = ring.length - 1;
  }

  /**
   * Puts a record in. For the writer.
   *
   * @param source where its bytes are
   * @param offset the index of the first
   * @param length how many; may be 0
   * @return true if put; false if there is no room now, then nothing changed
   * @throws IllegalArgumentException if it is longer than {@link #longestRecord}
   * @throws IndexOutOfBoundsException if the array has no such range
   */
  public boolean put(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (length > longestRecord()) {
      throw new IllegalArgumentException(length + " bytes never fit into " + this);
    }
    long position = inPlain(); // plain: only the writer moves it
    long end = position + HEADER + length;
    if (end - outSeen > ring.length) {
      outSeen = outAcquire(); // acquire: KF5, pairs with #skip, #resetOut; done so far
      if (end - outSeen > ring.length) {
        return false;
      }
    }
    ring[index(position)] = (byte) length;
    ring[index(position + 1)] = (byte) (length >> Byte.SIZE);
    int start = index(position + HEADER);
    int first = Math.min(length, ring.length - start);
    System.arraycopy(source, offset, ring, start, first);
    System.arraycopy(source, offset + first, ring, 0, length - first);
    setInRelease(end); // release: KF4, pairs with #peekLength, #resetOut, #length; the bytes
    return true;
  }

  /**
   * {@link #put(byte[], int, int)} of a whole array.
   *
   * @param source the record
   * @return true if put; false if there is no room now, then nothing changed
   * @throws IllegalArgumentException if it is longer than {@link #longestRecord}
   */
  public boolean put(byte[] source) {
    return put(source, 0, source.length);
  }

  /**
   * Takes the oldest record out. What does not fit into the target is lost. For the reader.
   *
   * @param target where to put its bytes
   * @param offset the index for the first
   * @param length how many at most
   * @return how many bytes were copied; -1 if there is no record
   * @throws IndexOutOfBoundsException if the array has no such range; then nothing changed
   */
  public int get(byte[] target, int offset, int length) {
    int copied = peek(target, offset, length);
    if (copied >= 0) {
      boolean unused = skip();
    }
    return copied;
  }

  /**
   * Copies the oldest record without taking it out. For the reader.
   *
   * @param target where to put its bytes
   * @param offset the index for the first
   * @param length how many at most
   * @return how many bytes were copied; -1 if there is no record
   * @throws IndexOutOfBoundsException if the array has no such range
   */
  public int peek(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    int recordLength = peekLength();
    int count = Math.min(recordLength, length);
    if (count > 0) {
      int start = index(outPlain() + HEADER); // plain: only the reader moves it
      int first = Math.min(count, ring.length - start);
      System.arraycopy(ring, start, target, offset, first);
      System.arraycopy(ring, 0, target, offset + first, count - first);
    }
    return count;
  }

  /**
   * How long the oldest record is. For the reader.
   *
   * @return its length in bytes; -1 if there is no record
   */
  public int peekLength() {
    long position = outPlain(); // plain: only the reader moves it
    if (position == inSeen) {
      inSeen = inAcquire(); // acquire: KF4, pairs with #put; the records up to it
      if (position == inSeen) {
        return -1;
      }
    }
    return (ring[index(position)] & 0xFF) | (ring[index(position + 1)] & 0xFF) << Byte.SIZE;
  }

  /**
   * Drops the oldest record. For the reader.
   *
   * @return true if there was one
   */
  public boolean skip() {
    int recordLength = peekLength();
    if (recordLength < 0) {
      return false;
    }
    // plain: only the reader moves it; release: KF5, pairs with #put, #length; done with its bytes
    setOutRelease(outPlain() + HEADER + recordLength);
    return true;
  }

  /**
   * Drops all records that were there when it was called: {@code kfifo_reset_out}. For the reader;
   * the writer may go on, and what it puts in meanwhile stays.
   */
  public void resetOut() {
    inSeen = inAcquire(); // acquire: KF4, pairs with #put; the records up to it
    setOutRelease(inSeen); // release: KF5, pairs with #put, #length; done with their bytes
  }

  /**
   * {@link #put(byte[], int, int)} for one of several writers, all of which use this lock.
   *
   * @param source where its bytes are
   * @param offset the index of the first
   * @param length how many; may be 0
   * @param lock the writers' lock
   * @return true if put; false if there is no room now, then nothing changed
   * @throws IllegalArgumentException if it is longer than {@link #longestRecord}
   * @throws IndexOutOfBoundsException if the array has no such range
   */
  public boolean putSpinLocked(byte[] source, int offset, int length, SpinLock lock) {
    lock.lock();
    try {
      return put(source, offset, length);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@link #get} for one of several readers, all of which use this lock.
   *
   * @param target where to put its bytes
   * @param offset the index for the first
   * @param length how many at most
   * @param lock the readers' lock
   * @return how many bytes were copied; -1 if there is no record
   * @throws IndexOutOfBoundsException if the array has no such range; then nothing changed
   */
  public int getSpinLocked(byte[] target, int offset, int length, SpinLock lock) {
    lock.lock();
    try {
      return get(target, offset, length);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many bytes it holds, those of the lengths among them.
   *
   * @return the capacity asked for, rounded up to a power of two
   */
  public int capacity() {
    return ring.length;
  }

  /**
   * The longest record that can be put in, when there is no other.
   *
   * @return its length in bytes: 65,535, or 2 less than the capacity
   */
  public int longestRecord() {
    return Math.min(LONGEST, ring.length - HEADER);
  }

  /**
   * The longest record that there is room for. The writer finds room for at least as much; for
   * others it is out of date as soon as it is known.
   *
   * @return its length in bytes; -1 if there is no room for an empty one either
   */
  public int available() {
    return Math.max(-1, Math.min(longestRecord(), ring.length - length() - HEADER));
  }

  /**
   * How many bytes are in use, those of the lengths among them. Exact if nobody else uses the fifo;
   * the reader finds at least as many.
   *
   * @return the number, from 0 to the capacity
   */
  public int length() {
    // acquire: KF5, pairs with #skip, #resetOut; first, so that `in` is not older than it
    long taken = outAcquire();
    long given = inAcquire(); // acquire: KF4, pairs with #put; the records up to it
    return (int) Math.min(given - taken, ring.length);
  }

  /**
   * Whether there is no record. Exact for the reader; for others out of date as soon as it is
   * known.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return length() == 0;
  }

  @Override
  public String toString() {
    return "RecordFifo@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + length()
        + " of "
        + capacity()
        + " bytes]";
  }

  private int index(long position) {
    return (int) position & mask;
  }

  private long inPlain() {
    return (long) IN.get(this);
  }

  private long inAcquire() {
    return (long) IN.getAcquire(this);
  }

  private void setInRelease(long position) {
    IN.setRelease(this, position);
  }

  private long outPlain() {
    return (long) OUT.get(this);
  }

  private long outAcquire() {
    return (long) OUT.getAcquire(this);
  }

  private void setOutRelease(long position) {
    OUT.setRelease(this, position);
  }

  private static final VarHandle IN;
  private static final VarHandle OUT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      IN = lookup.findVarHandle(RecordFifo.class, "in", long.class).withInvokeExactBehavior();
      OUT = lookup.findVarHandle(RecordFifo.class, "out", long.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
