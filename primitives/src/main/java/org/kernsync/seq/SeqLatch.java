package org.kernsync.seq;

import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/**
 * A sequence counter over two copies of the data, so that readers never wait for a writer, not even
 * one that they interrupted. {@code seqcount_latch_t} of Linux.
 *
 * <p>Use it where a reader may run while its own thread is in the middle of a write (a callback, a
 * sampler, a signal handler), or where a writer that loses its processor must not hold up readers.
 * Use {@link SeqLock} or {@link SeqCount} else: they need one copy and one write.
 *
 * <pre>{@code
 * private final SeqLatch latch = new SeqLatch();
 * private final long[][] clock = {new long[2], new long[2]}; // two copies of base and rate
 *
 * void set(long base, long rate) { // one writer at a time
 *   latch.writeBegin(); // from here on readers use copy 1
 *   fill(clock[0], base, rate);
 *   latch.writeSecond(); // from here on copy 0
 *   fill(clock[1], base, rate);
 *   latch.writeEnd();
 * }
 *
 * long at(long cycles) {
 *   return latch.readLong(copy -> clock[copy][0] + cycles * clock[copy][1]);
 * }
 * }</pre>
 *
 * <p><b>Context:</b> any thread, platform or virtual, any place, the middle of a write included.
 *
 * <p><b>Progress:</b> writers are wait-free. A reader runs again only if a writer made a step
 * meanwhile; one that writes in the middle of a read, as a reader that interrupts it never does,
 * can starve it. A writer that loses its processor or ends inside holds up no reader: they read the
 * copy that it left alone.
 *
 * <p><b>Memory effects:</b> what a writer did before {@link #writeSecond} happens-before a read
 * that begins later and finds that step done. If {@link #readRetry} returns false, every read of
 * the chosen copy saw one and the same write. Plain data is allowed, as in {@link SeqCount}.
 *
 * <p><b>Differences from Linux:</b> {@link #writeEnd} is more than an annotation: it lets a
 * forgotten step be noticed.
 */
public final class SeqLatch extends SequenceWord {
  /*
   * field    written by  written with  read with
   * writing  the writer  plain         plain (writer)
   *
   * number  writing  the writer may change  readers use
   * even    no       nothing                copy 0
   * odd     yes      copy 0                 copy 1
   * even    yes      copy 1                 copy 0
   *
   * A reader that saw a change of its copy finds another number when it looks again: SQ2, since
   * each step comes before the changes that it allows. A reader that begins at a number sees its
   * copy as it was finished before that number: SQ1.
   */

  private boolean writing;

  /** Makes a latch; readers begin with copy 0. */
  public SeqLatch() {
    this(0);
  }

  /** For tests of the wrap-around: the first number is a given, even one. */
  SeqLatch(int first) {
    super(first);
  }

  /**
   * Begins a read. Never waits.
   *
   * @return the start, for {@link #copyOf} and {@link #readRetry}
   */
  public int readBegin() {
    return beginAcquire(); // acquire: SQ1
  }

  /**
   * Which copy to read.
   *
   * @param start what {@link #readBegin} returned
   * @return 0 or 1
   */
  public static int copyOf(int start) {
    return start & 1;
  }

  /**
   * Ends a read and says whether it must run again.
   *
   * @param start what {@link #readBegin} returned
   * @return true if the writer made a step meanwhile: what was read may not fit together
   */
  public boolean readRetry(int start) {
    return lookAgain() != start; // SQ2
  }

  /**
   * Reads with a function, as often as needed.
   *
   * @param section reads the copy of the given index; may run several times on data that does not
   *     fit together, and what it throws then is dropped
   * @return what the last run returned
   */
  public long readLong(IntToLongFunction section) {
    Objects.requireNonNull(section, "section");
    while (true) {
      int start = readBegin();
      try {
        long value = section.applyAsLong(copyOf(start));
        if (!readRetry(start)) {
          return value;
        }
      } catch (Throwable thrown) {
        if (!readRetry(start)) {
          throw thrown;
        }
      }
    }
  }

  /**
   * Reads with a function, as often as needed.
   *
   * @param <T> the type of the result
   * @param section reads the copy of the given index; may run several times on data that does not
   *     fit together, and what it throws then is dropped
   * @return what the last run returned
   */
  public <T> T read(IntFunction<? extends T> section) {
    Objects.requireNonNull(section, "section");
    while (true) {
      int start = readBegin();
      try {
        T value = section.apply(copyOf(start));
        if (!readRetry(start)) {
          return value;
        }
      } catch (Throwable thrown) {
        if (!readRetry(start)) {
          throw thrown;
        }
      }
    }
  }

  /**
   * Begins a write: readers go to copy 1, the caller may change copy 0. Writers must take turns.
   *
   * @throws IllegalStateException if a write has begun and not ended; nothing has changed then
   */
  public void writeBegin() {
    if (writing || isOddPlain()) { // plain: writers take turns; odd: one ended between two steps
      throw new IllegalStateException("writeBegin in a write of " + this);
    }
    stepBetween(); // SQ1: copy 1 as it was left; SQ2: changes of copy 0 stay behind
    writing = true; // plain: as above
  }

  /**
   * Goes over to the second half: readers go to copy 0, which is new; the caller may change copy 1.
   *
   * @throws IllegalMonitorStateException if no write has begun, or if it is in its second half
   *     already; nothing has changed then
   */
  public void writeSecond() {
    if (!isOddPlain()) {
      throw new IllegalMonitorStateException("writeSecond without writeBegin of " + this);
    }
    stepBetween(); // SQ1: the new copy 0; SQ2: changes of copy 1 stay behind
  }

  /**
   * Ends a write: both copies are the same again.
   *
   * @throws IllegalMonitorStateException if no write has begun, or if its second half has not;
   *     nothing has changed then
   */
  public void writeEnd() {
    if (!writing || isOddPlain()) { // plain: writers take turns
      throw new IllegalMonitorStateException("writeEnd without writeSecond of " + this);
    }
    writing = false; // plain: as above. Readers need no step: they stay with copy 0
  }

  /**
   * The state of the latch, for diagnostics.
   *
   * @return the number and the copy that readers use
   */
  @Override
  public String toString() {
    int number = sequenceOpaque(); // opaque: diagnostics
    return "SeqLatch@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + Integer.toUnsignedString(number)
        + ", readers use copy "
        + copyOf(number)
        + "]";
  }
}
