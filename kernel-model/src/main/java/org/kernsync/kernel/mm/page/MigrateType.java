package org.kernsync.kernel.mm.page;

/**
 * What kind of pages a block of 2 MiB holds, so that those that never move do not lie scattered
 * among those that can: numbers of {@code enum migratetype}.
 */
public final class MigrateType {
  /** The kernel's own, which stay where they are. */
  public static final int UNMOVABLE = 0;

  /** Of programs and files: can be moved or dropped. */
  public static final int MOVABLE = 1;

  /** Of caches that shrinkers can make smaller. */
  public static final int RECLAIMABLE = 2;

  /** How many types there are. */
  public static final int COUNT = 3;

  private static final int[][] FALLBACKS = {
    {RECLAIMABLE, MOVABLE}, {RECLAIMABLE, UNMOVABLE}, {UNMOVABLE, MOVABLE}
  };
  private static final String[] NAMES = {"Unmovable", "Movable", "Reclaimable"};

  private MigrateType() {}

  /**
   * Where to look when there is no page of a type.
   *
   * @param type the type
   * @param attempt which try, 0 or 1
   * @return another type
   */
  public static int fallback(int type, int attempt) {
    return FALLBACKS[type][attempt];
  }

  /**
   * The name in {@code /proc/pagetypeinfo}.
   *
   * @param type the type
   * @return its name
   */
  public static String name(int type) {
    return NAMES[type];
  }
}
