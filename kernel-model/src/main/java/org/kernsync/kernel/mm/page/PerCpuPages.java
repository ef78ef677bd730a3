package org.kernsync.kernel.mm.page;

import java.util.Arrays;

/**
 * Single pages of one zone that one slot has at hand: {@code struct per_cpu_pages}. A stack for
 * each migrate type, so that the page freed last, which is still in the cache, is the next to go;
 * what is given back to the zone is taken from the bottom.
 *
 * <p><b>Context.</b> Within a section of the slot. Counters are read by others too, as hints.
 */
final class PerCpuPages {
  private final PcpSizes sizes;
  private final int capacity;
  private final long[] pages;
  private final int[] counts = new int[MigrateType.COUNT];
  private int total;
  private int nextType;

  /** Pages allocated in this slot, whatever zone or order: plain, the slot's; a hint to others. */
  long allocated;

  /** Pages freed in this slot: as {@link #allocated}. */
  long freed;

  PerCpuPages(PcpSizes sizes) {
    this.sizes = sizes;
    this.capacity = sizes.high() + 2 * sizes.batch();
    this.pages = new long[capacity * MigrateType.COUNT];
  }

  /** Takes the page that was put last; -1 if there is none of this type. */
  long take(int type) {
    int left = counts[type] - 1;
    if (left < 0) {
      return -1;
    }
    counts[type] = left;
    total--;
    return pages[type * capacity + left];
  }

  /** Puts a page, if that does not make it too many: then {@link #putAndGiveBack} is due. */
  boolean put(long pfn, int type) {
    if (total + 1 >= sizes.high()) {
      return false;
    }
    push(pfn, type);
    return true;
  }

  /** Puts a page, and if there are too many then, gives a batch back. Under the zone's lock. */
  void putAndGiveBack(long pfn, int type, FreeAreas areas) {
    push(pfn, type);
    if (total >= sizes.high()) {
      giveBack(sizes.batch(), areas);
    }
  }

  /** Puts pages of a type that the zone has. Under the zone's lock. */
  void refill(int type, Zone zone) {
    for (int i = 0; i < sizes.batch(); i++) {
      long pfn = zone.takeLocked(0, type);
      if (pfn < 0) {
        return;
      }
      push(pfn, type);
    }
  }

  private void push(long pfn, int type) {
    pages[type * capacity + counts[type]++] = pfn;
    total++;
  }

  /** Frees a number of pages, from the bottoms of the stacks in turn. Under the zone's lock. */
  void giveBack(int number, FreeAreas areas) {
    int left = Math.min(number, total);
    while (left > 0) {
      int type = nextType;
      nextType = (nextType + 1) % MigrateType.COUNT;
      int taken = Math.min(Math.min(left, counts[type]), sizes.batch());
      for (int i = 0; i < taken; i++) {
        areas.free(pages[type * capacity + i], 0);
      }
      int kept = counts[type] - taken;
      System.arraycopy(pages, type * capacity + taken, pages, type * capacity, kept);
      counts[type] = kept;
      total -= taken;
      left -= taken;
    }
  }

  /** How many pages there are, a hint without the section. */
  int total() {
    return total;
  }

  PcpSizes sizes() {
    return sizes;
  }

  @Override
  public String toString() {
    return "PerCpuPages" + Arrays.toString(counts);
  }
}
