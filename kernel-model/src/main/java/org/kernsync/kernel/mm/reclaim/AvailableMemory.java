package org.kernsync.kernel.mm.reclaim;

import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;

/**
 * {@code MemAvailable}: how much a new workload could use before the system begins to suffer. More
 * than what is free, because caches give way; less than free and caches together, because some of
 * each is needed.
 */
public final class AvailableMemory {
  private static final int HIGHEST_ZONE = 2;

  private AvailableMemory() {}

  /**
   * {@code si_mem_available} of an allocator.
   *
   * @param allocator whose pages; those in per-CPU lists do not count as free
   * @param fileCache pages of the page cache on the lists of reclaim
   * @param reclaimable pages of other caches that shrink on demand
   * @return pages, 0 or more
   */
  public static long pages(PageAllocator allocator, long fileCache, long reclaimable) {
    long free = 0;
    long reserved = 0;
    long low = 0;
    for (Zone zone : allocator.zones()) {
      long reserve = 0;
      for (int highest = zone.index(); highest <= HIGHEST_ZONE; highest++) {
        reserve = Math.max(reserve, zone.lowmemReserve(highest));
      }
      free += zone.freePages();
      reserved += Math.min(reserve + zone.high(), zone.managedPages());
      low += zone.low();
    }
    return pages(free, reserved, fileCache, reclaimable, low);
  }

  /**
   * {@code si_mem_available}.
   *
   * @param free pages on free lists
   * @param reserved pages that allocations leave alone: of each zone the high watermark and the
   *     largest reserve
   * @param fileCache pages of the page cache on the lists of reclaim
   * @param reclaimable pages of other caches that shrink on demand
   * @param lowWatermarks the sum of the zones' low watermarks
   * @return pages, 0 or more
   */
  public static long pages(
      long free, long reserved, long fileCache, long reclaimable, long lowWatermarks) {
    long available = free - reserved;
    available += usablePart(fileCache, lowWatermarks);
    available += usablePart(reclaimable, lowWatermarks);
    return Math.max(0, available);
  }

  /** A cache that shrinks below half, or below the low watermark, makes everything slow. */
  private static long usablePart(long cache, long lowWatermarks) {
    return cache - Math.min(cache / 2, lowWatermarks);
  }
}
