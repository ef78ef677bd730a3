package org.kernsync.kernel.mm.page;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * The page allocator: blocks of 2^0 to 2^10 pages, from zones, through per-CPU lists.
 *
 * <pre>{@code
 * Memblock memblock = new Memblock(memory);
 * PageDescriptors pages = new PageDescriptors(memblock, PageAllocator.listsNeeded());
 * PageAllocator allocator = new PageAllocator(host, memblock, pages, ZoneLimits.of(memory.size()));
 *
 * long pfn = allocator.allocPages(0, Gfp.KERNEL);
 * if (pfn >= 0) {
 *   memory.putLong(PhysicalMemory.addressOf(pfn), 42);
 *   allocator.freePages(pfn, 0);
 * }
 * }</pre>
 *
 * <p><b>Context.</b> Anywhere, with a {@link Gfp} that fits: what does not contain {@link
 * Gfp#DIRECT_RECLAIM} never sleeps. Not from within a section of a slot.
 *
 * <p><b>Progress.</b> A block of up to 8 pages from the lists of the caller's slot takes no lock
 * and no atomic instruction, and so does freeing it. Else the zone's lock is taken once for a
 * batch.
 *
 * <p><b>Memory effects.</b> What was done to a block before it was freed happens-before what its
 * next owner does.
 *
 * <p><b>Differences from Linux.</b> No NUMA, no compaction, no CMA, no reserve of high-order atomic
 * blocks.
 */
public final class PageAllocator {
  /** What {@link #allocPages} returns where there is no memory. */
  public static final long NONE = -1;

  /** The largest order. */
  public static final int MAX_ORDER = FreeAreas.MAX_ORDER;

  /** The largest order that reclaim and the killing of tasks are for. */
  public static final int COSTLY_ORDER = 3;

  private static final int ZONES = 3;
  private static final int KEPT_FLAGS =
      PageDescriptors.PFMEMALLOC
          | PageDescriptors.REFERENCED
          | PageDescriptors.DIRTY
          | PageDescriptors.ACTIVE;

  private final MemoryHost host;
  private final PhysicalMemory memory;
  private final PageDescriptors pages;
  private final PageBlocks blocks;
  private final Zone[] zones; // those that have pages, lowest first
  private final Zone[][] zonelists; // by highest zone, best first
  private final long endOfDma;
  private final long endOfDma32;
  private final Zone[] byRange = new Zone[ZONES];
  private final SlowPath slowPath;
  private long minFreeKbytes;

  /**
   * Takes all memory that is left, and frees it.
   *
   * @param host where the allocator runs
   * @param memblock what is left is the allocator's; nobody reserves any more
   * @param pages descriptors with {@link #listsNeeded} lists left
   * @param limits where zones end
   */
  public PageAllocator(
      MemoryHost host, Memblock memblock, PageDescriptors pages, ZoneLimits limits) {
    this.host = host;
    this.memory = memblock.memory();
    this.pages = pages;
    this.blocks = new PageBlocks(pages.pages());
    long end = memblock.freePages();
    this.endOfDma = Math.min(end, limits.dmaEnd() >>> PhysicalMemory.PAGE_SHIFT);
    this.endOfDma32 = Math.min(end, limits.dma32End() >>> PhysicalMemory.PAGE_SHIFT);
    long[] ends = {endOfDma, endOfDma32, end};
    List<Zone> populated = new ArrayList<>();
    long start = 0;
    for (int i = 0; i < ZONES; i++) {
      if (ends[i] > start) {
        byRange[i] = new Zone(i, host, new FreeAreas(pages, blocks, start, ends[i]));
        populated.add(byRange[i]);
      }
      start = ends[i];
    }
    this.zones = populated.toArray(Zone[]::new);
    this.zonelists = zonelists(populated);
    this.slowPath = new SlowPath(this, host);
    for (Zone zone : zones) {
      zone.freeAll();
    }
    setMinFreeKbytes(Watermarks.minFreeKbytes(managedPages()));
  }

  private static Zone[][] zonelists(List<Zone> populated) {
    Zone[][] lists = new Zone[ZONES][];
    for (int highest = 0; highest < ZONES; highest++) {
      int limit = highest;
      lists[highest] =
          populated.reversed().stream().filter(z -> z.index() <= limit).toArray(Zone[]::new);
    }
    return lists;
  }

  /**
   * How many page lists {@link PageDescriptors} has to provide for the allocator.
   *
   * @return the number
   */
  public static int listsNeeded() {
    return ZONES * FreeAreas.listsNeeded();
  }

  /**
   * Says who frees memory when there is too little; nobody does at first.
   *
   * @param reclaimer who
   */
  public void setReclaimer(Reclaimer reclaimer) {
    slowPath.setReclaimer(reclaimer);
    for (Zone zone : zones) {
      zone.setBoosting(reclaimer.runsInBackground());
    }
  }

  /**
   * Sets {@code vm.min_free_kbytes}, and all watermarks by it. While the kernel boots, or for
   * tests.
   *
   * @param kbytes how much all zones together keep for those who cannot wait
   */
  public void setMinFreeKbytes(long kbytes) {
    minFreeKbytes = kbytes;
    long[] managed = new long[ZONES];
    for (Zone zone : zones) {
      managed[zone.index()] = zone.managedPages();
    }
    long[][] reserves = LowmemReserve.of(managed);
    for (Zone zone : zones) {
      zone.setMarks(
          Watermarks.of(kbytes, zone.managedPages(), managedPages()), reserves[zone.index()]);
    }
  }

  // ---- allocate

  /**
   * Allocates a block of pages.
   *
   * @param order 2^order pages, 0 to {@link #MAX_ORDER}
   * @param gfp how, see {@link Gfp}
   * @return its first page, a multiple of the number of pages; {@link #NONE} if there is no memory
   * @throws IllegalArgumentException if there is no such order
   */
  public long allocPages(int order, int gfp) {
    long pfn = isSmall(order) ? takeFromSlot(order, gfp) : NONE;
    if (pfn < 0) {
      pfn = slowPath.allocate(order, gfp);
    }
    if (pfn >= 0) {
      prepare(pfn, order, gfp);
    }
    MemoryTrace trace = host.trace();
    if (trace != null) {
      trace.pageAlloc(pfn, order, Gfp.migrateType(gfp), gfp);
    }
    return pfn;
  }

  /** Whether there are per-CPU lists for an order, which may be negative. */
  private static boolean isSmall(int order) {
    return order >= 0 && order <= PerCpuPages.MAX_ORDER;
  }

  /** From a list of the caller's slot, if the best zone has enough pages. */
  private long takeFromSlot(int order, int gfp) {
    int highest = Gfp.highestZone(gfp);
    Zone zone = byRange[highest];
    if (zone == null || !zone.hasPages(order, zone.low(), highest)) {
      return NONE;
    }
    int slot = host.enter();
    try {
      return zone.perCpu[slot].take(order, Gfp.migrateType(gfp));
    } finally {
      host.exit(slot);
    }
  }

  /**
   * From a zone, by way of the slot's lists if the block is small; {@link #NONE} if it has none.
   */
  long takeFrom(Zone zone, int order, int type) {
    if (order > PerCpuPages.MAX_ORDER) {
      return zone.allocate(order, type);
    }
    int slot = host.enterIrqSave();
    try {
      return zone.allocateSmall(slot, order, type);
    } finally {
      host.exitIrqRestore(slot);
    }
  }

  private void prepare(long pfn, int order, int gfp) {
    pages.setMapping(pfn, 0);
    pages.setRefcount(pfn, 1);
    if (order > 0 && (gfp & Gfp.COMP) != 0) {
      pages.makeCompound(pfn, order);
    }
    if ((gfp & Gfp.ZERO) != 0) {
      memory.fill(
          PhysicalMemory.addressOf(pfn), (long) PhysicalMemory.PAGE_SIZE << order, (byte) 0);
    }
  }

  // ---- free

  /**
   * Gives a reference to a block back, and frees the block if that was the last: {@code
   * __free_pages}. Where there is one reference, it is the caller's, and nobody may be taking
   * another.
   *
   * @param pfn its first page
   * @param order its order, as allocated
   * @throws IllegalStateException if it is free already, in use by somebody else, or no block of
   *     this order, by the host's {@link MemoryHost#misuse}
   */
  public void freePages(long pfn, int order) {
    if (pfn < 0 || pfn >= zones[zones.length - 1].endPfn() || (pfn & (1L << order) - 1) != 0) {
      host.misuse("free of page " + pfn + ", order " + order + ": there is no such block");
      return;
    }
    if (!dropReference(pfn)) {
      return;
    }
    int flags = pages.flags(pfn);
    if (flags != 0 && !cleanUp(pfn, order, flags)) {
      return;
    }
    MemoryTrace trace = host.trace();
    if (trace != null) {
      trace.pageFree(pfn, order);
    }
    Zone zone = zoneOf(pfn);
    if (order <= PerCpuPages.MAX_ORDER) {
      freeSmall(zone, pfn, order);
    } else {
      zone.free(pfn, order);
    }
  }

  private void freeSmall(Zone zone, long pfn, int order) {
    int type = blocks.type(pfn);
    int slot = host.enter();
    try {
      if (zone.perCpu[slot].put(pfn, order, type)) {
        return;
      }
    } finally {
      host.exit(slot);
    }
    int again = host.enterIrqSave();
    try {
      zone.freeSmall(again, pfn, order, type);
    } finally {
      host.exitIrqRestore(again);
    }
  }

  /** Whether the block is free now. */
  private boolean dropReference(long pfn) {
    int count = pages.refcount(pfn);
    if (count == 1) { // the caller's, see above
      pages.setRefcount(pfn, 0);
      return true;
    }
    if (count <= 0) {
      host.misuse("page " + pfn + " is freed twice: its reference count is " + count);
      return false;
    }
    return pages.getAndAddRefcount(pfn, -1) == 1;
  }

  private boolean cleanUp(long pfn, int order, int flags) {
    if ((flags & PageDescriptors.HEAD) != 0 && pages.order(pfn) == order) {
      pages.splitCompound(pfn, order);
    }
    int left = pages.flags(pfn);
    if ((left & ~KEPT_FLAGS) != 0 || pages.headOf(pfn) != pfn) {
      pages.setRefcount(pfn, 1); // it stays with its owner
      host.misuse(
          "page "
              + pfn
              + ", order "
              + order
              + ", is freed in use: its flags are 0x"
              + Integer.toHexString(left));
      return false;
    }
    pages.reset(pfn, 0);
    return true;
  }

  // ---- drain

  /**
   * Gives the pages of all per-CPU lists back to their zones: {@code drain_all_pages}. The caller
   * may sleep.
   */
  public void drainAll() {
    host.onEachSlot(
        slot -> {
          for (Zone zone : zones) {
            zone.drain(slot);
          }
        });
  }

  // ---- queries

  /**
   * The zone that a page lies in.
   *
   * @param pfn a page of the allocator's
   * @return its zone
   */
  public Zone zoneOf(long pfn) {
    return byRange[pfn < endOfDma ? 0 : pfn < endOfDma32 ? 1 : 2];
  }

  /**
   * All zones that have pages.
   *
   * @return the zones, lowest first
   */
  public List<Zone> zones() {
    return List.of(zones);
  }

  /**
   * Where an allocation looks for pages.
   *
   * @param highestZone the highest zone that it can use
   * @return zones, best first; not to be changed
   */
  Zone[] zonelist(int highestZone) {
    return zonelists[highestZone];
  }

  /**
   * What is known of each page.
   *
   * @return the descriptors
   */
  public PageDescriptors descriptors() {
    return pages;
  }

  /**
   * The memory that the pages are in.
   *
   * @return the memory
   */
  public PhysicalMemory memory() {
    return memory;
  }

  /**
   * How many pages the allocator has.
   *
   * @return the number
   */
  public long managedPages() {
    long sum = 0;
    for (Zone zone : zones) {
      sum += zone.managedPages();
    }
    return sum;
  }

  /**
   * How many pages are free, in blocks and in per-CPU lists.
   *
   * @return the number, a hint
   */
  public long freePages() {
    long sum = 0;
    for (Zone zone : zones) {
      sum += zone.freePages() + zone.perCpuPages();
    }
    return sum;
  }

  /**
   * How many pages are in use.
   *
   * @return the number, exact at rest
   */
  public long usedPages() {
    long sum = 0;
    for (Zone zone : zones) {
      sum += zone.usedPages();
    }
    return sum;
  }

  /**
   * What all zones together keep for those who cannot wait.
   *
   * @return {@code vm.min_free_kbytes}
   */
  public long minFreeKbytes() {
    return minFreeKbytes;
  }

  /**
   * Looks for what cannot be: pages that are neither free nor used, broken lists, free partners
   * that were not merged. At rest: nobody allocates or frees meanwhile.
   *
   * @return a sentence for each violation; empty if all is well
   */
  public List<String> verify() {
    List<String> violations = new ArrayList<>();
    for (Zone zone : zones) {
      zone.verify(violations);
    }
    return violations;
  }

  @Override
  public String toString() {
    return "PageAllocator" + List.of(zones);
  }
}
