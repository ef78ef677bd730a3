package org.kernsync.seq;

import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.kernsync.internal.SpinCalibration;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.SpinWait;

/** The reads of a {@link SeqLock} that are given as functions, one method per kind of result. */
abstract class AdaptiveReads extends SequenceWord {
  /*
   * Each method is the same: one try without the lock, unless a writer is inside; then one with it.
   * A function that throws is judged as one that returns: by whether a writer was inside.
   */

  /** What the writers take, and readers from their second pass on. */
  final QueuedSpinLock lock;

  private final SpinWait spinWait;

  AdaptiveReads(SpinWait spinWait, int first) {
    super(first);
    this.spinWait = Objects.requireNonNull(spinWait, "spinWait");
    this.lock = new QueuedSpinLock(spinWait);
  }

  /**
   * Ends a read section and says whether it must run again.
   *
   * @param start what {@code readBegin} returned
   * @return true if a writer was inside meanwhile
   */
  public final boolean readRetry(int start) {
    return lookAgain() != start; // SQ2
  }

  /**
   * Reads with a function: once without the lock, and again with it if a writer was there.
   *
   * @param <T> the type of the result
   * @param section reads the data
   * @return what the function returned when no writer was inside
   * @throws IllegalStateException if it must take the lock and the caller has it already, so in its
   *     own write section
   */
  public final <T> T read(Supplier<? extends T> section) {
    Objects.requireNonNull(section, "section");
    int start = beginBriefly();
    if (!isOdd(start)) {
      try {
        T value = section.get();
        if (!readRetry(start)) {
          return value;
        }
      } catch (Throwable thrown) {
        throwIfValid(start, thrown);
      }
    }
    return readLocked(section);
  }

  private <T> T readLocked(Supplier<? extends T> section) {
    lockToRead();
    try {
      return section.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #read}, for an {@code int}.
   *
   * @param section reads the data
   * @return what the function returned when no writer was inside
   * @throws IllegalStateException as {@link #read}
   */
  public final int readInt(IntSupplier section) {
    Objects.requireNonNull(section, "section");
    int start = beginBriefly();
    if (!isOdd(start)) {
      try {
        int value = section.getAsInt();
        if (!readRetry(start)) {
          return value;
        }
      } catch (Throwable thrown) {
        throwIfValid(start, thrown);
      }
    }
    return readIntLocked(section);
  }

  private int readIntLocked(IntSupplier section) {
    lockToRead();
    try {
      return section.getAsInt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #read}, for a {@code long}.
   *
   * @param section reads the data
   * @return what the function returned when no writer was inside
   * @throws IllegalStateException as {@link #read}
   */
  public final long readLong(LongSupplier section) {
    Objects.requireNonNull(section, "section");
    int start = beginBriefly();
    if (!isOdd(start)) {
      try {
        long value = section.getAsLong();
        if (!readRetry(start)) {
          return value;
        }
      } catch (Throwable thrown) {
        throwIfValid(start, thrown);
      }
    }
    return readLongLocked(section);
  }

  private long readLongLocked(LongSupplier section) {
    lockToRead();
    try {
      return section.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #read}, for a {@code double}.
   *
   * @param section reads the data
   * @return what the function returned when no writer was inside
   * @throws IllegalStateException as {@link #read}
   */
  public final double readDouble(DoubleSupplier section) {
    Objects.requireNonNull(section, "section");
    int start = beginBriefly();
    if (!isOdd(start)) {
      try {
        double value = section.getAsDouble();
        if (!readRetry(start)) {
          return value;
        }
      } catch (Throwable thrown) {
        throwIfValid(start, thrown);
      }
    }
    return readDoubleLocked(section);
  }

  private double readDoubleLocked(DoubleSupplier section) {
    lockToRead();
    try {
      return section.getAsDouble();
    } finally {
      lock.unlock();
    }
  }

  /** The first look, which waits for a writer, but no longer than a hand-over takes. */
  final int beginBriefly() {
    int start = beginAcquire(); // acquire: SQ1
    return isOdd(start) ? beginAfterPauses(start) : start;
  }

  private int beginAfterPauses(int odd) {
    int start = odd;
    for (int step = 0; SPINNING_PAYS && step < SpinWait.YIELD_STEP && isOdd(start); step++) {
      spinWait.pause(step);
      start = beginAcquire(); // acquire: SQ1
    }
    return start;
  }

  /**
   * Throws on what a section threw, if what it saw fits together. Else even an error may come from
   * the mixture alone: a length that is half old makes an array too large, a link that is half new
   * makes a recursion endless. A true one comes back with the lock.
   */
  private void throwIfValid(int start, Throwable thrown) {
    if (!readRetry(start)) {
      throw AdaptiveReads.<RuntimeException>unchecked(thrown);
    }
  }

  private void lockToRead() {
    requireNotWriting("read");
    lock.lock();
  }

  /** The caller may wait for the lock, or for its writer. */
  final void requireNotWriting(String operation) {
    if (lock.holder() == Thread.currentThread()) {
      throw new IllegalStateException(operation + " in the caller's own write section of " + this);
    }
  }

  /** Lets a caller rethrow whatever a function threw, checked or not. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static final boolean SPINNING_PAYS = SpinCalibration.spinningPays();
}
