package org.kernsync.stress.broken;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Right, and slow: each reader publishes the number of the grace period in which its section began,
 * with a fence behind it; a grace period takes the next number and waits for readers of lower ones.
 * Has hooks where subclasses break it.
 */
public class NaiveEpochRcu {
  /** The epoch of a thread that does not read. */
  protected static final long OUTSIDE = 0;

  private final AtomicLong number = new AtomicLong(1);
  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private final ThreadLocal<Reader> own = ThreadLocal.withInitial(this::register);

  /** What a thread publishes. */
  protected static final class Reader {
    private final AtomicLong epoch = new AtomicLong(OUTSIDE);
    private int nesting;

    private Reader() {}

    /**
     * Publishes, and orders nothing.
     *
     * @param newEpoch what
     */
    public void setEpochOpaque(long newEpoch) {
      epoch.setOpaque(newEpoch); // opaque: who calls orders it
    }
  }

  /** Makes a domain. */
  public NaiveEpochRcu() {}

  private Reader register() {
    Reader reader = new Reader();
    readers.add(reader);
    VarHandle.fullFence(); // full: the list before the pointers of the first section
    return reader;
  }

  /** Begins a section. */
  public final void readLock() {
    Reader reader = own.get();
    if (reader.nesting++ == 0) {
      long seen = number.get();
      beforePublishing();
      publish(reader, seen);
    }
  }

  /** Ends a section. */
  public final void readUnlock() {
    Reader reader = own.get();
    if (endsSection(--reader.nesting)) {
      reader.epoch.set(OUTSIDE);
    }
  }

  /** Waits for the sections that began before. */
  public final synchronized void synchronize() {
    long mine = number.incrementAndGet();
    VarHandle.fullFence(); // full: what the caller removed, the epochs
    for (Reader reader : readers) {
      while (mustWaitFor(reader.epoch.get(), mine)) {
        Thread.yield();
      }
    }
  }

  /** Between the look at the number and its publication: nothing. */
  protected void beforePublishing() {}

  /**
   * Publishes an epoch before what follows.
   *
   * @param reader of the calling thread
   * @param epoch what to publish
   */
  protected void publish(Reader reader, long epoch) {
    reader.setEpochOpaque(epoch);
    VarHandle.fullFence(); // full: the epoch, the pointers
  }

  /**
   * Whether an unlock ends the section.
   *
   * @param nestingLeft how many sections are still open
   * @return true if it does
   */
  protected boolean endsSection(int nestingLeft) {
    return nestingLeft == 0;
  }

  /**
   * Whether a grace period waits for a reader.
   *
   * @param epoch what the reader has published
   * @param mine the number of the grace period
   * @return true if it does
   */
  protected boolean mustWaitFor(long epoch, long mine) {
    return epoch != OUTSIDE && epoch < mine;
  }

  /** Gives others the time to run into a window. */
  static void pause() {
    for (int i = 0; i < 40; i++) {
      Thread.onSpinWait();
    }
  }
}
