package org.kernsync.kernel.mm.page;

/**
 * How many pages a zone should have free, by the formulas of Linux 5.4 ({@code
 * __setup_per_zone_wmarks}).
 *
 * @param min below it only the privileged get pages
 * @param low below it kswapd is woken
 * @param high where kswapd stops
 */
public record Watermarks(long min, long low, long high) {
  private static final int SCALE = 10; // watermark_scale_factor, of 10,000
  private static final int BOOST = 15_000; // watermark_boost_factor, of 10,000
  private static final int OF = 10_000;
  private static final int LEAST_KBYTES = 128;
  private static final int MOST_KBYTES = 65_536;

  /**
   * The default of {@code vm.min_free_kbytes}.
   *
   * @param managedPages how many pages all zones have
   * @return KiB, from 128 to 65,536
   */
  public static long minFreeKbytes(long managedPages) {
    long root = (long) Math.sqrt(managedPages * 4.0 * 16.0);
    return Math.clamp(root, LEAST_KBYTES, MOST_KBYTES);
  }

  /**
   * The marks of a zone.
   *
   * @param minFreeKbytes what all zones together keep, in KiB
   * @param managedPages how many pages the zone has
   * @param allPages how many all zones have
   * @return its marks
   */
  public static Watermarks of(long minFreeKbytes, long managedPages, long allPages) {
    long min = allPages == 0 ? 0 : (minFreeKbytes / 4) * managedPages / allPages;
    long distance = Math.max(min / 4, managedPages * SCALE / OF);
    return new Watermarks(min, min + distance, min + 2 * distance);
  }

  /**
   * The most that the marks of a zone are raised by when blocks of other types are used up.
   *
   * @param managedPages how many pages the zone has
   * @return pages; 0 where the zone is too small for that
   */
  public long maxBoost(long managedPages) {
    if (4L * FreeAreas.BLOCK_PAGES > managedPages) {
      return 0;
    }
    return Math.max(FreeAreas.BLOCK_PAGES, high * BOOST / OF);
  }
}
