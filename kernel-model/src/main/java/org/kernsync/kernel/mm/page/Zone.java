package org.kernsync.kernel.mm.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;

/**
 * A range of pages that are alike in who can reach them: {@code struct zone}. It has its free
 * blocks, its lock, its watermarks, and a list of single pages for each slot.
 *
 * <p><b>Context.</b> Queries anywhere, as hints.
 */
public final class Zone {
  /*
   * field      written by                 written with  read with
   * areas      under lock                 plain         plain, under lock
   * freePages  under lock, as areas.free  opaque        opaque (watermark checks, a hint)
   * boost      under lock                 opaque        opaque (a hint)
   * perCpu     the slot                   plain         plain (the slot); counters as hints
   */
  private static final String[] NAMES = {"DMA", "DMA32", "Normal"};

  private final int index;
  private final long start;
  private final long end;
  private final long managed;
  final MemoryLock lock;
  final FreeAreas areas;
  final PerCpuPages[] perCpu;
  private final PcpSizes pcpSizes;
  private Watermarks marks = new Watermarks(0, 0, 0); // plain: set at boot
  private long[] reserve = {0, 0, 0}; // plain: set at boot
  private long maxBoost;
  private boolean boosting; // plain: set at boot
  private long freePages;
  private long boost;
  private long blocksAllocated; // pages, past the per-CPU lists; under lock, a hint to others
  private long blocksFreed; // as above

  Zone(int index, MemoryHost host, FreeAreas areas) {
    this.index = index;
    this.start = areas.start();
    this.end = areas.end();
    this.managed = end - start;
    this.lock = host.newLock("zone");
    this.areas = areas;
    this.pcpSizes = PcpSizes.of(managed);
    this.perCpu = new PerCpuPages[host.slots()];
    for (int slot = 0; slot < perCpu.length; slot++) {
      perCpu[slot] = new PerCpuPages(pcpSizes);
    }
  }

  /** Frees all of it, at boot: nobody else knows of the zone yet. */
  void freeAll() {
    for (long pfn = start; pfn < end; ) {
      int order = FreeAreas.MAX_ORDER;
      while ((pfn & (1L << order) - 1) != 0 || pfn + (1L << order) > end) {
        order--;
      }
      areas.free(pfn, order);
      pfn += 1L << order;
    }
    publishFree();
  }

  void setMarks(Watermarks watermarks, long[] lowmemReserve) {
    marks = watermarks;
    reserve = lowmemReserve;
    maxBoost = watermarks.maxBoost(managed);
  }

  /** Whether the marks are raised when types take blocks from each other. */
  void setBoosting(boolean on) {
    boosting = on;
  }

  // ---- under the lock

  /** Takes a block of a type, or of another one; -1 if there is none. Under the lock. */
  long takeLocked(int order, int type) {
    assert lock.isHeldHere();
    long pfn = areas.take(order, type);
    if (pfn < 0) {
      long breaks = areas.breaks();
      if (areas.takeOver(order, type)) {
        pfn = areas.take(order, type);
      }
      if (boosting && areas.breaks() != breaks && maxBoost > 0) {
        // opaque: a hint to who checks watermarks
        BOOST.setOpaque(this, Math.min(boost + FreeAreas.BLOCK_PAGES, maxBoost));
      }
    }
    return pfn;
  }

  /**
   * Takes a block straight from the free blocks, past watermarks and per-CPU lists. Nothing is made
   * ready, and nobody is asked to free memory: allocations go through {@link PageAllocator}.
   *
   * @param order 2^order pages
   * @param type its migrate type, see {@link MigrateType}
   * @return its first page; -1 if there is none
   */
  public long allocate(int order, int type) {
    long flags = lock.lock();
    try {
      long pfn = takeLocked(order, type);
      if (pfn >= 0) {
        blocksAllocated += 1L << order;
        publishFree();
      }
      return pfn;
    } finally {
      lock.unlock(flags);
    }
  }

  /**
   * Puts a block straight to the free blocks, merged with its partners.
   *
   * @param pfn its first page, of this zone and not free
   * @param order its order
   */
  public void free(long pfn, int order) {
    long flags = lock.lock();
    try {
      freeLocked(pfn, order);
    } finally {
      lock.unlock(flags);
    }
  }

  /** Frees a block of a user. Under the lock. */
  void freeLocked(long pfn, int order) {
    areas.free(pfn, order);
    blocksFreed += 1L << order;
    publishFree();
  }

  /**
   * Takes a block for its user from a slot's list, filled up if need be. Within a section. Up to
   * {@link PerCpuPages#MAX_ORDER}.
   */
  long allocateSmall(int slot, int order, int type) {
    PerCpuPages list = perCpu[slot];
    long pfn = list.take(order, type);
    if (pfn >= 0) {
      return pfn;
    }
    long flags = lock.lock();
    try {
      list.refill(order, type, this);
      publishFree();
    } finally {
      lock.unlock(flags);
    }
    return list.take(order, type);
  }

  /** Frees a block of a user into a slot's list that is full. Within a section. */
  void freeSmall(int slot, long pfn, int order, int type) {
    PerCpuPages list = perCpu[slot];
    long flags = lock.lock();
    try {
      list.putAndGiveBack(pfn, order, type, areas);
      publishFree();
    } finally {
      lock.unlock(flags);
    }
  }

  /** Gives back all pages of a slot's list. Within a section. */
  void drain(int slot) {
    PerCpuPages list = perCpu[slot];
    long flags = lock.lock();
    try {
      list.giveBack(list.total(), areas);
      publishFree();
    } finally {
      lock.unlock(flags);
    }
  }

  /** Tells the world how many pages are free now. Under the lock. */
  void publishFree() {
    FREE_PAGES.setOpaque(this, areas.free()); // opaque: a hint to who checks watermarks
  }

  /** Ends what fallbacks raised: kswapd has brought the zone back to its marks. */
  public void clearBoost() {
    long flags = lock.lock();
    BOOST.setOpaque(this, 0L); // opaque: a hint to who checks watermarks
    lock.unlock(flags);
  }

  // ---- watermarks

  /**
   * Whether an allocation leaves enough: {@code zone_watermark_ok}.
   *
   * @param order of the allocation
   * @param mark how many pages have to stay free
   * @param highestZone the highest zone that it could have used
   * @param allocFlags privileges, bits of {@link AllocFlags}
   * @return true if so
   */
  boolean isWatermarkOk(int order, long mark, int highestZone, int allocFlags) {
    return hasPages(order, AllocFlags.lowered(mark, allocFlags), highestZone)
        && (order == 0 || areas.hasBlock(order)); // plain: without the lock, a hint
  }

  /** Whether as many pages stay as are to, be it in blocks that are too small. */
  boolean hasPages(int order, long least, int highestZone) {
    return freePages() - ((1L << order) - 1) > least + reserve[highestZone];
  }

  /**
   * Whether the zone has enough pages, and a block of an order: where kswapd stops.
   *
   * @param order of the allocation that woke it
   * @param highestZone the highest zone that this could have used
   * @return true if it stays above the high watermark
   */
  public boolean isBalanced(int order, int highestZone) {
    return isWatermarkOk(order, high(), highestZone, 0);
  }

  /**
   * The low watermark.
   *
   * @return pages, raised by the boost
   */
  public long low() {
    return marks.low() + boost();
  }

  /**
   * The min watermark.
   *
   * @return pages, raised by the boost
   */
  public long min() {
    return marks.min() + boost();
  }

  /**
   * The high watermark.
   *
   * @return pages, raised by the boost
   */
  public long high() {
    return marks.high() + boost();
  }

  /**
   * By how much the marks are raised, since types had to take blocks from each other.
   *
   * @return pages
   */
  public long boost() {
    return (long) BOOST.getOpaque(this); // opaque: a hint
  }

  // ---- queries

  /**
   * Which zone it is.
   *
   * @return 0 for DMA, 1 for DMA32, 2 for NORMAL
   */
  public int index() {
    return index;
  }

  /**
   * Its name in Linux's views.
   *
   * @return DMA, DMA32 or Normal
   */
  public String name() {
    return NAMES[index];
  }

  /**
   * Where it begins.
   *
   * @return its first page
   */
  public long startPfn() {
    return start;
  }

  /**
   * Where it ends.
   *
   * @return the page behind its last
   */
  public long endPfn() {
    return end;
  }

  /**
   * How many pages the allocator has there.
   *
   * @return the number
   */
  public long managedPages() {
    return managed;
  }

  /**
   * How many pages are free in blocks, those in per-CPU lists not counted.
   *
   * @return the number, a hint
   */
  public long freePages() {
    return (long) FREE_PAGES.getOpaque(this); // opaque: a hint
  }

  /**
   * How many pages lie in per-CPU lists.
   *
   * @return the number, a hint
   */
  public long perCpuPages() {
    long sum = 0;
    for (PerCpuPages each : perCpu) {
      sum += each.total();
    }
    return sum;
  }

  /**
   * The sizes of the per-CPU lists.
   *
   * @return the same for each slot
   */
  public PcpSizes pcpSizes() {
    return pcpSizes;
  }

  /**
   * How many pages lie in the list of a slot.
   *
   * @param slot which
   * @return the number, a hint
   */
  public int perCpuPages(int slot) {
    return perCpu[slot].total();
  }

  /**
   * What the zone keeps from those that could have used a higher one.
   *
   * @param highestZone the highest zone that they could have used
   * @return pages
   */
  public long lowmemReserve(int highestZone) {
    return reserve[highestZone];
  }

  /**
   * How many blocks are free: a number of {@code /proc/buddyinfo}.
   *
   * @param order their order, 0 to 10
   * @return the number, a hint
   */
  public long freeBlocks(int order) {
    return areas.freeBlocks(order);
  }

  /**
   * How many blocks of a type are free: a number of {@code /proc/pagetypeinfo}.
   *
   * @param order their order, 0 to 10
   * @param type their migrate type
   * @return the number, a hint
   */
  public long freeBlocks(int order, int type) {
    return areas.freeBlocks(order, type);
  }

  /**
   * How often a type took blocks of another one.
   *
   * @return the number, a hint
   */
  public long fallbacks() {
    return areas.fallbacks();
  }

  /**
   * How many pages were allocated here, ever: {@code pgalloc} of this zone.
   *
   * @return the number, a hint while others allocate
   */
  public long allocatedEver() {
    long sum = blocksAllocated;
    for (PerCpuPages each : perCpu) {
      sum += each.allocated();
    }
    return sum;
  }

  /**
   * How many pages were freed here, ever.
   *
   * @return the number, a hint while others free
   */
  public long freedEver() {
    long sum = blocksFreed;
    for (PerCpuPages each : perCpu) {
      sum += each.freed();
    }
    return sum;
  }

  /**
   * How many pages are in use: allocated and not yet freed.
   *
   * @return the number, exact at rest
   */
  public long usedPages() {
    return allocatedEver() - freedEver();
  }

  /** Adds what is wrong to a list of violations. At rest, but for owners that look. */
  void verify(List<String> violations) {
    long flags = lock.lock();
    try {
      areas.verify(name(), violations);
      long free = areas.free() + perCpuPages();
      if (free + usedPages() != managed) {
        violations.add(
            name() + ": " + free + " free + " + usedPages() + " used != " + managed + " managed");
      }
    } finally {
      lock.unlock(flags);
    }
  }

  @Override
  public String toString() {
    return name() + "[" + freePages() + " of " + managed + " pages free]";
  }

  private static final VarHandle FREE_PAGES;
  private static final VarHandle BOOST;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FREE_PAGES =
          lookup.findVarHandle(Zone.class, "freePages", long.class).withInvokeExactBehavior();
      BOOST = lookup.findVarHandle(Zone.class, "boost", long.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
