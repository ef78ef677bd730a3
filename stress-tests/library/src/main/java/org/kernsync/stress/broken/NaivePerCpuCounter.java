package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Right, and slow: a counter in parts, each added to atomically, which tells a common count after
 * each batch. The caller says which part is its own. Has hooks where subclasses break it.
 */
public class NaivePerCpuCounter {
  /** What was added, by part. */
  protected final AtomicLongArray totals;

  /** What belongs to no part. */
  protected final AtomicLong base = new AtomicLong();

  private final AtomicLong told = new AtomicLong();
  private final AtomicLongArray toldOf;
  private final int batch;

  /**
   * Makes a counter that is zero.
   *
   * @param parts how many parts
   * @param batch how much a part may keep to itself
   */
  public NaivePerCpuCounter(int parts, int batch) {
    totals = new AtomicLongArray(parts);
    toldOf = new AtomicLongArray(parts);
    this.batch = batch;
  }

  /**
   * Adds to a part.
   *
   * @param part which
   * @param amount how much
   */
  public final void add(int part, long amount) {
    long total = addTo(part, amount);
    long untold = total - toldOf.get(part);
    if (Math.abs(untold) >= batch) {
      remember(part, total);
      told.addAndGet(untold);
    }
  }

  /**
   * Adds to a part, and nothing else.
   *
   * @param part which
   * @param amount how much
   * @return the part's total
   */
  protected long addTo(int part, long amount) {
    return totals.addAndGet(part, amount);
  }

  /**
   * Remembers how much of its total a part has told.
   *
   * @param part which
   * @param total how much
   */
  protected void remember(int part, long total) {
    toldOf.set(part, total);
  }

  /**
   * About the value.
   *
   * @return the value to within {@code (batch - 1) * parts}, and the amounts of adds under way
   */
  public final long read() {
    return told.get();
  }

  /**
   * The value.
   *
   * @return exact while nobody adds
   */
  public long sum() {
    long sum = base.get();
    for (int part = 0; part < totals.length(); part++) {
      sum += totals.get(part);
    }
    return sum;
  }

  /**
   * Adds, unless that would bring the value beyond a limit.
   *
   * @param limit the greatest value
   * @param amount above 0
   * @return true if added
   */
  public boolean limitedAdd(long limit, long amount) {
    synchronized (base) {
      return addWithin(limit, amount);
    }
  }

  /**
   * The same, by who keeps others out.
   *
   * @param limit the greatest value
   * @param amount above 0
   * @return true if added
   */
  protected final boolean addWithin(long limit, long amount) {
    if (sum() + amount > limit) {
      return false;
    }
    NaiveEpochRcu.pause();
    base.addAndGet(amount);
    told.addAndGet(amount);
    return true;
  }
}
