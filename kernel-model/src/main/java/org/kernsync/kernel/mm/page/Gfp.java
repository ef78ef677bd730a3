package org.kernsync.kernel.mm.page;

/**
 * How memory is asked for: from which zone, and what may be done to get it. Bits in an {@code int}
 * with Linux's names, without {@code GFP_} and {@code __GFP_}; the combinations are what callers
 * take.
 */
public final class Gfp {
  // ---- bits

  /** From the DMA zone. */
  public static final int DMA = 0x01;

  /** From the DMA32 zone or below. */
  public static final int DMA32 = 0x04;

  /** Its pages can be moved or dropped: the type MOVABLE. */
  public static final int MOVABLE = 0x08;

  /** Its pages can be freed by shrinkers: the type RECLAIMABLE. */
  public static final int RECLAIMABLE = 0x10;

  /** May use half of the reserve. */
  public static final int HIGH = 0x20;

  /** May start input and output. */
  public static final int IO = 0x40;

  /** May call into file systems. */
  public static final int FS = 0x80;

  /** The memory is set to zero. */
  public static final int ZERO = 0x100;

  /** Cannot wait, and is important: may use three quarters of the reserve, with {@link #HIGH}. */
  public static final int HARDER = 0x200;

  /** May sleep and free memory itself. */
  public static final int DIRECT_RECLAIM = 0x400;

  /** Wakes kswapd when memory runs low. */
  public static final int KSWAPD_RECLAIM = 0x800;

  /** Fails without a report. */
  public static final int NOWARN = 0x2000;

  /** Tries harder than usual, but never kills. */
  public static final int RETRY_MAYFAIL = 0x4000;

  /** Never fails: tries until there is memory. */
  public static final int NOFAIL = 0x8000;

  /** Reclaims once and then fails. */
  public static final int NORETRY = 0x1_0000;

  /** May use all of the reserve: the caller is freeing memory. */
  public static final int MEMALLOC = 0x2_0000;

  /** The block is a compound: each page knows its head. */
  public static final int COMP = 0x4_0000;

  /** Must not use the reserve, whatever else is said. */
  public static final int NOMEMALLOC = 0x8_0000;

  /** Both kinds of reclaim. */
  public static final int RECLAIM = DIRECT_RECLAIM | KSWAPD_RECLAIM;

  // ---- what callers take

  /** A task that may sleep: the usual. */
  public static final int KERNEL = RECLAIM | IO | FS;

  /** Interrupt handlers, or a spinlock is held: never sleeps, may use a part of the reserve. */
  public static final int ATOMIC = HIGH | HARDER | KSWAPD_RECLAIM;

  /** Never sleeps, and leaves the reserve alone: there is a way out. */
  public static final int NOWAIT = KSWAPD_RECLAIM;

  /** May sleep, but starts no input or output. */
  public static final int NOIO = RECLAIM;

  /** May sleep, but calls no file system. */
  public static final int NOFS = RECLAIM | IO;

  /** Pages of programs. */
  public static final int USER = KERNEL;

  /** Pages of programs that can be moved. */
  public static final int USER_MOVABLE = KERNEL | MOVABLE;

  private static final int TYPE_SHIFT = 3;

  private Gfp() {}

  /**
   * The type of the pages: {@code gfp_migratetype}.
   *
   * @param gfp the flags
   * @return a number of {@link MigrateType}
   */
  public static int migrateType(int gfp) {
    return (gfp & (MOVABLE | RECLAIMABLE)) >>> TYPE_SHIFT;
  }

  /**
   * The highest zone that the memory may come from: {@code gfp_zone}.
   *
   * @param gfp the flags
   * @return 0 for DMA, 1 for DMA32, 2 for NORMAL
   */
  public static int highestZone(int gfp) {
    return (gfp & DMA) != 0 ? 0 : (gfp & DMA32) != 0 ? 1 : 2;
  }

  /**
   * Whether the caller permits to sleep.
   *
   * @param gfp the flags
   * @return true if so
   */
  public static boolean maySleep(int gfp) {
    return (gfp & DIRECT_RECLAIM) != 0;
  }

  /**
   * The flags as trace events show them.
   *
   * @param gfp the flags
   * @return names of a combination and of bits, joined by a bar
   */
  public static String toString(int gfp) {
    if (gfp == 0) {
      return "none";
    }
    StringBuilder text = new StringBuilder();
    int left = gfp;
    for (int i = 0; i < VALUES.length; i++) {
      if ((left & VALUES[i]) == VALUES[i]) {
        text.append(text.isEmpty() ? "" : "|").append(NAMES[i]);
        left &= ~VALUES[i];
      }
    }
    if (left != 0) {
      text.append(text.isEmpty() ? "" : "|").append("0x").append(Integer.toHexString(left));
    }
    return text.toString();
  }

  private static final int[] VALUES = {
    KERNEL,
    NOFS,
    ATOMIC,
    NOIO,
    DMA,
    DMA32,
    MOVABLE,
    RECLAIMABLE,
    HIGH,
    IO,
    FS,
    ZERO,
    HARDER,
    DIRECT_RECLAIM,
    KSWAPD_RECLAIM,
    NOWARN,
    RETRY_MAYFAIL,
    NOFAIL,
    NORETRY,
    MEMALLOC,
    COMP,
    NOMEMALLOC
  };
  private static final String[] NAMES = {
    "GFP_KERNEL",
    "GFP_NOFS",
    "GFP_ATOMIC",
    "GFP_NOIO",
    "GFP_DMA",
    "GFP_DMA32",
    "__GFP_MOVABLE",
    "__GFP_RECLAIMABLE",
    "__GFP_HIGH",
    "__GFP_IO",
    "__GFP_FS",
    "__GFP_ZERO",
    "__GFP_ATOMIC",
    "__GFP_DIRECT_RECLAIM",
    "GFP_NOWAIT",
    "__GFP_NOWARN",
    "__GFP_RETRY_MAYFAIL",
    "__GFP_NOFAIL",
    "__GFP_NORETRY",
    "__GFP_MEMALLOC",
    "__GFP_COMP",
    "__GFP_NOMEMALLOC"
  };
}
