package org.kernsync.kernel.mm.page;

/**
 * How many pages a zone keeps from allocations that could have used a higher zone, by the formula
 * of Linux 5.4 ({@code setup_per_zone_lowmem_reserve}).
 */
public final class LowmemReserve {
  private static final int[] RATIOS = {256, 256, 32};

  private LowmemReserve() {}

  /**
   * The reserves of all zones.
   *
   * @param managedPages how many pages each zone has, from the lowest zone on
   * @return by zone, then by the highest zone that the allocation could have used
   */
  public static long[][] of(long... managedPages) {
    long[][] reserves = new long[managedPages.length][managedPages.length];
    for (int zone = 0; zone < managedPages.length; zone++) {
      long above = 0;
      for (int higher = zone + 1; higher < managedPages.length; higher++) {
        above += managedPages[higher];
        reserves[zone][higher] = above / RATIOS[zone];
      }
    }
    return reserves;
  }
}
