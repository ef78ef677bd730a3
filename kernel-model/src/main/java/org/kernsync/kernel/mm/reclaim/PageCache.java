package org.kernsync.kernel.mm.reclaim;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.phys.PageDescriptors;

/**
 * The pages of files: what was read or written stays in memory until that is wanted for something
 * else.
 *
 * <p><b>Context.</b> Task context.
 *
 * <p><b>Differences from Linux.</b> There is no disk yet: pages are never dirty, and what was given
 * back reads as zeros.
 */
public final class PageCache {
  private final MemoryHost host;
  private final PageAllocator allocator;
  private final PageDescriptors pages;
  private final PageLru lru;
  private final ConcurrentHashMap<Long, FileMapping> mappings = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong cached = new AtomicLong(); // pages

  /**
   * Makes an empty cache.
   *
   * @param host gives locks
   * @param allocator gives pages
   * @param lru the lists that its pages are on
   */
  public PageCache(MemoryHost host, PageAllocator allocator, PageLru lru) {
    this.host = host;
    this.allocator = allocator;
    this.pages = allocator.descriptors();
    this.lru = lru;
  }

  /**
   * Makes the mapping of a file.
   *
   * @return a mapping without pages
   */
  public FileMapping newMapping() {
    long number = numbers.incrementAndGet();
    FileMapping made = new FileMapping(this, number);
    mappings.put(number, made);
    return made;
  }

  /** The mapping that a page belongs to, or did; null of a page of no file. */
  FileMapping mappingOf(long pfn) {
    return mappings.get(pages.mapping(pfn));
  }

  long allocate() {
    long pfn = allocator.allocPages(0, Gfp.USER_MOVABLE | Gfp.ZERO);
    if (pfn >= 0) {
      cached.getAndIncrement(); // volatile: a count alone
    }
    return pfn;
  }

  void put(long pfn) {
    if (pages.getAndAddRefcount(pfn, -1) == 1) { // volatile: MM1; the last gives it back
      lru.remove(pfn);
      pages.setRefcount(pfn, 1); // what is freed has its last reference still
      free(pfn);
    }
  }

  void free(long pfn) {
    pages.setMapping(pfn, 0);
    pages.clear(pfn, PageDescriptors.ACTIVE | PageDescriptors.REFERENCED);
    cached.getAndDecrement(); // volatile: a count alone
    allocator.freePages(pfn, 0);
  }

  /** Drops all pages of all files: {@code drop_caches}, and the end of the model. */
  public void drop() {
    mappings.values().forEach(FileMapping::drop);
  }

  /**
   * Pages in the cache: {@code NR_FILE_PAGES}.
   *
   * @return a count, possibly stale
   */
  public long size() {
    return cached.get();
  }

  MemoryHost host() {
    return host;
  }

  PageDescriptors descriptors() {
    return pages;
  }

  PageLru lru() {
    return lru;
  }
}
