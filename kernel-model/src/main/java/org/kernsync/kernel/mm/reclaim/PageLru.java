package org.kernsync.kernel.mm.reclaim;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PageList;

/**
 * Which pages of the page cache were used last: an active and an inactive list, newest first.
 *
 * <p>A new page comes to the inactive list; one that is used again there goes to the active list,
 * so that what is read only once never pushes out what is read often. Reclaim takes from the
 * inactive list's end, and from the active list's where that has grown too long.
 *
 * <pre>
 * flag        set and cleared          says
 * LRU         lru lock                 on one of the lists; who clears it owns the links
 * ACTIVE      lru lock                 on the active list, or taken from there
 * REFERENCED  lru lock                 used since it came where it is
 * </pre>
 *
 * <p><b>Context.</b> Any; a spinlock for a few instructions, or for {@value #CLUSTER} pages.
 *
 * <p><b>Differences from Linux.</b> Pages of files only: without swap, those of processes cannot be
 * given back. No batches ({@code pagevec}) before the lists.
 */
public final class PageLru {
  /** {@code SWAP_CLUSTER_MAX}: the pages that reclaim takes in one go. */
  public static final int CLUSTER = 32;

  /** How many page lists the descriptors have to provide. */
  public static final int LISTS = 2;

  private static final int PAGES_PER_GIB_SHIFT = 18;

  private final PageDescriptors pages;
  private final ReclaimEvents events;
  private final MemoryLock lock;
  private final PageList inactive; // lock
  private final PageList active; // lock

  /**
   * Makes empty lists.
   *
   * @param host gives the lock
   * @param pages the descriptors, with room for two more lists
   * @param events told of pages that change lists
   */
  public PageLru(MemoryHost host, PageDescriptors pages, ReclaimEvents events) {
    this.pages = pages;
    this.events = events;
    lock = host.newLock("lru.lock");
    inactive = pages.newList();
    active = pages.newList();
  }

  /**
   * Adds a page to the inactive list.
   *
   * @param pfn a page on no list
   */
  public void add(long pfn) {
    long flags = lock.lock();
    pages.clear(pfn, PageDescriptors.ACTIVE | PageDescriptors.REFERENCED);
    link(pfn, inactive);
    lock.unlock(flags);
  }

  private void link(long pfn, PageList list) {
    pages.set(pfn, PageDescriptors.LRU);
    list.addFirst(pfn);
  }

  /** Under the lock: takes a page off the list that it is on. */
  private void unlink(long pfn) {
    pages.clear(pfn, PageDescriptors.LRU);
    listOf(pfn).remove(pfn);
  }

  private PageList listOf(long pfn) {
    return pages.has(pfn, PageDescriptors.ACTIVE) ? active : inactive;
  }

  /**
   * Takes a page off, for one who gives it back.
   *
   * @param pfn a page
   * @return false where it is on no list: reclaim has it
   */
  public boolean remove(long pfn) {
    long flags = lock.lock();
    boolean listed = pages.has(pfn, PageDescriptors.LRU);
    if (listed) {
      unlink(pfn);
    }
    lock.unlock(flags);
    return listed;
  }

  /**
   * {@code mark_page_accessed}: the first use is noted, the second brings the page to the active
   * list.
   *
   * @param pfn a page of the cache
   */
  public void markAccessed(long pfn) {
    long flags = lock.lock();
    boolean again = pages.has(pfn, PageDescriptors.REFERENCED);
    if (!again || pages.has(pfn, PageDescriptors.ACTIVE)) {
      pages.set(pfn, PageDescriptors.REFERENCED);
    } else if (pages.has(pfn, PageDescriptors.LRU)) { // else reclaim has it, and sees the flag
      unlink(pfn);
      pages.clear(pfn, PageDescriptors.REFERENCED);
      pages.set(pfn, PageDescriptors.ACTIVE);
      link(pfn, active);
      events.count(ReclaimEvent.PGACTIVATE);
    }
    lock.unlock(flags);
  }

  // ---- reclaim

  /** Pages that reclaim has taken off the lists, with a reference each. */
  static final class Batch {
    final long[] pages = new long[CLUSTER];
    int taken;
    int scanned;
  }

  /**
   * Takes pages off the end of the inactive list. One that was used since it came there gets a
   * second chance: it goes to the front instead.
   *
   * @param batch filled anew
   */
  void isolate(Batch batch) {
    batch.taken = 0;
    batch.scanned = 0;
    long flags = lock.lock();
    long end = Math.min(CLUSTER, inactive.size());
    for (; batch.scanned < end; batch.scanned++) {
      long pfn = inactive.last();
      unlink(pfn);
      if (pages.has(pfn, PageDescriptors.REFERENCED)) {
        pages.clear(pfn, PageDescriptors.REFERENCED);
        link(pfn, inactive);
      } else if (pages.getAndAddRefcount(pfn, 1) == 0) { // volatile: MM1
        pages.getAndAddRefcount(pfn, -1); // volatile: MM1; who gives it back waits for the lock
      } else {
        batch.pages[batch.taken++] = pfn;
      }
    }
    lock.unlock(flags);
  }

  /**
   * Puts back a page that is still used.
   *
   * @param pfn of {@link #isolate}, whose reference the caller still has
   */
  void putBack(long pfn) {
    long flags = lock.lock();
    link(pfn, inactive);
    lock.unlock(flags);
  }

  /**
   * Moves pages from the end of the active list to the inactive one, if that is too short.
   *
   * @param most how many to look at
   * @return how many moved
   */
  int deactivate(int most) {
    long flags = lock.lock();
    int moved = 0;
    while (moved < most && isInactiveLow()) {
      long pfn = active.last();
      unlink(pfn);
      pages.clear(pfn, PageDescriptors.ACTIVE | PageDescriptors.REFERENCED);
      link(pfn, inactive);
      moved++;
    }
    lock.unlock(flags);
    events.add(ReclaimEvent.PGREFILL, moved);
    events.add(ReclaimEvent.PGDEACTIVATE, moved);
    return moved;
  }

  /** {@code inactive_is_low}: the share that stays inactive falls with the size of memory. */
  private boolean isInactiveLow() {
    return inactive.size() * inactiveRatio(inactive.size() + active.size()) < active.size();
  }

  /**
   * How many active pages there may be for each inactive one: the root of ten times the GiB, 1 at
   * least.
   *
   * @param pages on both lists
   * @return 1 up to some 25
   */
  static long inactiveRatio(long pages) {
    long gib = pages >> PAGES_PER_GIB_SHIFT;
    return gib == 0 ? 1 : (long) Math.sqrt(10.0 * gib);
  }

  // ---- queries

  /**
   * Pages on the inactive list.
   *
   * @return a count, possibly stale
   */
  public long inactivePages() {
    return inactive.size();
  }

  /**
   * Pages on the active list.
   *
   * @return a count, possibly stale
   */
  public long activePages() {
    return active.size();
  }

  @Override
  public String toString() {
    return "PageLru[" + inactivePages() + " inactive, " + activePages() + " active]";
  }
}
