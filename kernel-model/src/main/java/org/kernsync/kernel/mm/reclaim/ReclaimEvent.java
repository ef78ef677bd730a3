package org.kernsync.kernel.mm.reclaim;

import java.util.Locale;

/** What is counted of reclaim, in the order and by the names of {@code /proc/vmstat}. */
public enum ReclaimEvent {
  /** Allocations that had to reclaim themselves, from zone DMA downwards. */
  ALLOCSTALL_DMA,
  /** The same from zone DMA32 downwards. */
  ALLOCSTALL_DMA32,
  /** The same from zone NORMAL downwards. */
  ALLOCSTALL_NORMAL,
  /** Pages that went to the active list. */
  PGACTIVATE,
  /** Pages that went from the active to the inactive list. */
  PGDEACTIVATE,
  /** Page faults. */
  PGFAULT,
  /** Pages of the active list that were looked at. */
  PGREFILL,
  /** Pages that kswapd gave back. */
  PGSTEAL_KSWAPD,
  /** Pages that allocations gave back themselves. */
  PGSTEAL_DIRECT,
  /** Pages of the inactive list that kswapd looked at. */
  PGSCAN_KSWAPD,
  /** The same by allocations. */
  PGSCAN_DIRECT,
  /** Objects that shrinkers looked at. */
  SLABS_SCANNED,
  /** kswapd was woken again, for the low watermark, before it slept properly. */
  KSWAPD_LOW_WMARK_HIT_QUICKLY,
  /** It found the high watermark missed again before it slept properly. */
  KSWAPD_HIGH_WMARK_HIT_QUICKLY,
  /** Rounds of kswapd. */
  PAGEOUTRUN,
  /** Processes that were killed for want of memory. */
  OOM_KILL;

  /**
   * The name in {@code /proc/vmstat}.
   *
   * @return lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
