package org.kernsync.kernel.mm.reclaim;

import java.util.HashMap;
import java.util.Map;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.phys.PageDescriptors;

/**
 * {@code address_space}: the pages of one file that are in memory, by their place in the file.
 *
 * <p>The cache has one reference to each page, whoever reads or writes it another, reclaim a third
 * while it looks at it. A page leaves the mapping under the lock, and only where nobody but reclaim
 * and the cache has it; it is free with its last reference.
 *
 * <p><b>Context.</b> Task context. Taking a page that is not there may sleep for memory.
 */
public final class FileMapping {
  /** What {@link #take} returns where there is no memory. */
  public static final long NONE = -1;

  private final PageCache cache;
  private final PageDescriptors pages;
  private final long number;
  private final MemoryLock lock;
  private final Map<Long, Long> byIndex = new HashMap<>(); // lock; index in the file to pfn

  FileMapping(PageCache cache, long number) {
    this.cache = cache;
    this.pages = cache.descriptors();
    this.number = number;
    lock = cache.host().newLock("mapping.lock");
  }

  /**
   * The page of a file, read into the cache where it is not there: without a disk behind it, of
   * zeros.
   *
   * @param index its place in the file, in pages
   * @return the page, with a reference for the caller, to be given to {@link #release}; or NONE
   */
  public long take(long index) {
    long pfn = find(index);
    if (pfn != NONE) {
      cache.lru().markAccessed(pfn);
      return pfn;
    }
    long made = cache.allocate();
    if (made == NONE) {
      return NONE;
    }
    pages.setMapping(made, number);
    pages.setIndex(made, index);
    pages.setRefcount(made, 2); // the cache's and the caller's
    long flags = lock.lock();
    Long there = byIndex.putIfAbsent(index, made);
    if (there != null) {
      pages.getAndAddRefcount(there, 1); // volatile: MM1; the cache has one
    }
    lock.unlock(flags);
    if (there != null) { // another came first
      pages.setRefcount(made, 1);
      cache.free(made);
      return there;
    }
    cache.lru().add(made);
    return made;
  }

  private long find(long index) {
    long flags = lock.lock();
    Long pfn = byIndex.get(index);
    if (pfn != null) {
      pages.getAndAddRefcount(pfn, 1); // volatile: MM1; the cache has one
    }
    lock.unlock(flags);
    return pfn == null ? NONE : pfn;
  }

  /**
   * Lets go of a page.
   *
   * @param pfn of {@link #take}
   */
  public void release(long pfn) {
    cache.put(pfn);
  }

  /**
   * For reclaim, which has a reference: takes a page out, unless somebody uses it.
   *
   * @param pfn a page of this file, or one that has left it meanwhile
   * @return true if the caller's reference is the last now
   */
  boolean tryRemove(long pfn) {
    long flags = lock.lock();
    Long there = byIndex.get(pages.index(pfn));
    boolean unused = there != null && there == pfn && pages.refcount(pfn) == 2;
    if (unused) {
      byIndex.remove(pages.index(pfn));
      pages.getAndAddRefcount(pfn, -1); // volatile: MM1; the cache's
    }
    lock.unlock(flags);
    return unused;
  }

  /** {@code truncate_inode_pages}: all pages leave the cache; who uses one keeps it for so long. */
  public void drop() {
    while (true) {
      long flags = lock.lock();
      var some = byIndex.values().iterator();
      long pfn = some.hasNext() ? some.next() : NONE;
      if (pfn != NONE) {
        some.remove();
      }
      lock.unlock(flags);
      if (pfn == NONE) {
        return;
      }
      cache.put(pfn); // where reclaim has it, that is the last one then
    }
  }

  /**
   * Whether a page is in memory.
   *
   * @param index its place in the file, in pages
   * @return true if it was, a moment ago
   */
  public boolean isCached(long index) {
    long flags = lock.lock();
    boolean cached = byIndex.containsKey(index);
    lock.unlock(flags);
    return cached;
  }

  /**
   * Pages in memory.
   *
   * @return a count, possibly stale
   */
  public int size() {
    return byIndex.size();
  }
}
