package org.kernsync.kernel.mm.reclaim;

/**
 * {@code shrink_node}: looks at a share of the page lists and of the shrinkers' caches, and gives
 * back what was not used.
 *
 * <p>The share doubles from {@link #DEF_PRIORITY}, where it is one page of 4,096, down to 0, where
 * it is all of them: first a look, then need.
 *
 * <p><b>Context.</b> Task context, of a task that is marked as one that frees memory.
 */
public final class PageReclaim {
  /** {@code DEF_PRIORITY}: where reclaim begins. */
  public static final int DEF_PRIORITY = 12;

  private final PageLru lru;
  private final PageCache cache;
  private final Shrinkers shrinkers;
  private final ReclaimEvents events;

  /**
   * Makes the reclaim of one node.
   *
   * @param lru the lists
   * @param cache the pages on them
   * @param shrinkers other caches
   * @param events told of what happens
   */
  public PageReclaim(PageLru lru, PageCache cache, Shrinkers shrinkers, ReclaimEvents events) {
    this.lru = lru;
    this.cache = cache;
    this.shrinkers = shrinkers;
    this.events = events;
  }

  /**
   * One round.
   *
   * @param priority from {@link #DEF_PRIORITY} down to 0
   * @param wanted pages that are enough
   * @param byKswapd whose round it is
   * @return pages and objects given back
   */
  public long shrink(int priority, long wanted, boolean byKswapd) {
    PageLru.Batch batch = new PageLru.Batch();
    long left = lru.inactivePages() + lru.activePages() >> priority;
    long freed = 0;
    while (left > 0 && freed < wanted) {
      lru.deactivate(PageLru.CLUSTER);
      lru.isolate(batch);
      if (batch.scanned == 0) {
        break;
      }
      long gone = giveBack(batch);
      events.add(byKswapd ? ReclaimEvent.PGSCAN_KSWAPD : ReclaimEvent.PGSCAN_DIRECT, batch.scanned);
      events.add(byKswapd ? ReclaimEvent.PGSTEAL_KSWAPD : ReclaimEvent.PGSTEAL_DIRECT, gone);
      freed += gone;
      left -= batch.scanned;
    }
    return freed + shrinkers.shrink(priority);
  }

  /** {@code shrink_page_list}. */
  private long giveBack(PageLru.Batch batch) {
    long freed = 0;
    for (int i = 0; i < batch.taken; i++) {
      long pfn = batch.pages[i];
      FileMapping mapping = cache.mappingOf(pfn);
      if (mapping.tryRemove(pfn)) {
        freed++;
      } else {
        lru.putBack(pfn); // before our reference goes: the last one takes it off again
      }
      cache.put(pfn);
    }
    return freed;
  }
}
