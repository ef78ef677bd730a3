package org.kernsync.kernel.mm.page;

import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Where zones end, in bytes of physical address: DMA from 0, then DMA32, then NORMAL.
 *
 * <p>The limits are Linux's, 16 MiB and 4 GiB, where memory is larger than 4 GiB. Smaller memories
 * get smaller zones, so that each has all three: DMA ends at an eighth of memory, though not above
 * 16 MiB, and DMA32 at half of it.
 *
 * @param dmaEnd where DMA ends
 * @param dma32End where DMA32 ends
 */
public record ZoneLimits(long dmaEnd, long dma32End) {
  private static final long LINUX_DMA = 16L << 20;
  private static final long LINUX_DMA32 = 4L << 30;

  /** The size of the largest block: no block crosses the end of a zone. */
  private static final long BLOCK = (long) PhysicalMemory.PAGE_SIZE << FreeAreas.MAX_ORDER;

  /**
   * The limits.
   *
   * @throws IllegalArgumentException if they are no multiples of 4 MiB, or in the wrong order
   */
  public ZoneLimits {
    if (dmaEnd % BLOCK != 0 || dma32End % BLOCK != 0 || dmaEnd < 0 || dma32End < dmaEnd) {
      throw new IllegalArgumentException("zones that end at " + dmaEnd + " and " + dma32End);
    }
  }

  /**
   * Limits for a memory.
   *
   * @param bytes its size
   * @return Linux's, or smaller ones
   */
  public static ZoneLimits of(long bytes) {
    if (bytes > LINUX_DMA32) {
      return linux();
    }
    long dma = Math.clamp(bytes / 8 & -BLOCK, BLOCK, LINUX_DMA);
    long dma32 = Math.max(dma, bytes / 2 + BLOCK - 1 & -BLOCK);
    return new ZoneLimits(dma, dma32);
  }

  /**
   * Linux's limits, whatever there is: a small memory has no NORMAL zone.
   *
   * @return 16 MiB and 4 GiB
   */
  public static ZoneLimits linux() {
    return new ZoneLimits(LINUX_DMA, LINUX_DMA32);
  }
}
