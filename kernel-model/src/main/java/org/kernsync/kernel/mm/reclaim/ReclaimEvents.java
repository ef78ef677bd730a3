package org.kernsync.kernel.mm.reclaim;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The counts of {@link ReclaimEvent}. All of them are rare, so one word each, by atomic adds.
 *
 * <p><b>Context.</b> Any.
 */
public final class ReclaimEvents {
  private final AtomicLongArray counts = new AtomicLongArray(ReclaimEvent.values().length);

  /** Starts at zero. */
  public ReclaimEvents() {}

  /**
   * Counts one.
   *
   * @param event what happened
   */
  public void count(ReclaimEvent event) {
    add(event, 1);
  }

  /**
   * Counts several.
   *
   * @param event what happened
   * @param times how often
   */
  public void add(ReclaimEvent event, long times) {
    counts.getAndAdd(event.ordinal(), times); // volatile: atomicity is what counts
  }

  /**
   * How often it happened.
   *
   * @param event what
   * @return a count, possibly stale
   */
  public long get(ReclaimEvent event) {
    return counts.getOpaque(event.ordinal()); // opaque: a view
  }
}
