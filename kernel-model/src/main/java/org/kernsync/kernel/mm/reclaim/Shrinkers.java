package org.kernsync.kernel.mm.reclaim;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code shrink_slab}: asks every registered cache for a share of what it has: the share that
 * reclaim takes of the page lists at the same priority.
 *
 * <p>What is too little for a batch is not lost: it is owed, and asked for with the next call.
 *
 * <p><b>Context.</b> Task context. <b>Progress.</b> Each shrinker's own.
 */
public final class Shrinkers {
  private static final long BATCH = 128;

  private static final class Registered {
    final Shrinker shrinker;
    final AtomicLong owed = new AtomicLong(); // whoever shrinks takes all of it, and adds the rest

    Registered(Shrinker shrinker) {
      this.shrinker = shrinker;
    }
  }

  private final CopyOnWriteArrayList<Registered> registered = new CopyOnWriteArrayList<>();
  private final ReclaimEvents events;

  /**
   * Starts with none.
   *
   * @param events told of what is scanned
   */
  public Shrinkers(ReclaimEvents events) {
    this.events = events;
  }

  /**
   * {@code register_shrinker}.
   *
   * @param shrinker asked from now on
   */
  public void register(Shrinker shrinker) {
    registered.add(new Registered(shrinker));
  }

  /**
   * {@code unregister_shrinker}. A call that is under way may still ask it.
   *
   * @param shrinker not asked any more
   */
  public void unregister(Shrinker shrinker) {
    registered.removeIf(entry -> entry.shrinker == shrinker);
  }

  /**
   * What all of them could give back.
   *
   * @return objects, possibly stale
   */
  public long count() {
    long sum = 0;
    for (Registered entry : registered) {
      sum += Math.max(0, entry.shrinker.count());
    }
    return sum;
  }

  /**
   * Asks all of them.
   *
   * @param priority 0 to 12: of <i>n</i> objects about 2<sup>1 - priority</sup> n are looked at
   * @return objects given back
   */
  public long shrink(int priority) {
    long freed = 0;
    for (Registered entry : registered) {
      freed += shrink(entry, priority);
    }
    return freed;
  }

  private long shrink(Registered entry, int priority) {
    long freeable = entry.shrinker.count();
    if (freeable <= 0) {
      return 0;
    }
    long owed = entry.owed.getAndSet(0); // volatile: one of two at a time gets it
    long left = toScan(freeable, owed, priority, entry.shrinker.seeks());
    long freed = 0;
    while (left >= BATCH || left >= freeable) {
      long now = Math.min(BATCH, left);
      long gone = entry.shrinker.scan(now);
      if (gone == Shrinker.STOP) {
        break;
      }
      freed += gone;
      left -= now;
      events.add(ReclaimEvent.SLABS_SCANNED, now);
    }
    entry.owed.getAndAdd(left); // volatile: atomicity is what counts
    return freed;
  }

  /**
   * How many objects to look at: the share of the priority, and what is owed; but not half the
   * cache or more while the pressure is low, and never more than twice of it.
   */
  static long toScan(long freeable, long owed, int priority, int seeks) {
    long share = (freeable >> priority) * 4 / seeks;
    long total = owed + share;
    if (share < freeable / 4) {
      total = Math.min(total, freeable / 2);
    }
    return Math.min(total, freeable * 2);
  }
}
