package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.host.TestHost;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** The page allocator of 64 MiB, by one thread that says in which slot it is. */
class PageAllocatorTest {
  private static final int DMA = 0;
  private static final int DMA32 = 1;
  private static final int NORMAL = 2;

  private final PhysicalMemory memory = PhysicalMemory.map(64 << 20);
  private final Memblock memblock = new Memblock(memory);
  private final PageDescriptors pages = new PageDescriptors(memblock, PageAllocator.listsNeeded());
  private final TestHost host = new TestHost(2);
  private final PageAllocator allocator =
      new PageAllocator(host, memblock, pages, ZoneLimits.of(memory.size()));
  private final List<long[]> held = new ArrayList<>();
  private final PhysicalMemory bigMemory = PhysicalMemory.map(256 << 20);
  private PageAllocator big;

  private long take(int order, int gfp) {
    long pfn = allocator.allocPages(order, gfp | Gfp.NOWARN);
    if (pfn >= 0) {
      held.add(new long[] {pfn, order});
    }
    return pfn;
  }

  /** Takes single pages until there are no more; how many. */
  private int takeAll(int gfp) {
    int taken = 0;
    while (take(0, gfp) >= 0) {
      taken++;
    }
    return taken;
  }

  private void giveAllBack() {
    held.forEach(block -> allocator.freePages(block[0], (int) block[1]));
    held.clear();
  }

  private Zone zone(int index) {
    return allocator.zones().get(index);
  }

  /** Whatever a test did: all comes back, and merges to what it was. */
  @AfterEach
  void everythingComesBack() {
    giveAllBack();
    assertThat(allocator.verify()).isEmpty();
    host.maySleep = true;
    allocator.drainAll();
    assertThat(allocator.verify()).isEmpty();
    assertThat(allocator.usedPages()).isZero();
    for (Zone zone : allocator.zones()) {
      assertThat(zone.freePages()).isEqualTo(zone.managedPages());
      assertThat(zone.freeBlocks(FreeAreas.MAX_ORDER))
          .isEqualTo(zone.managedPages() >> FreeAreas.MAX_ORDER);
    }
    memory.close();
    bigMemory.close();
  }

  // ---- blocks

  /** All orders: aligned, referenced once, inside of the zone asked for. */
  @Test
  void allocPages_eachOrder_aligned() {
    for (int order = 0; order <= PageAllocator.MAX_ORDER; order++) {
      long pfn = take(order, Gfp.KERNEL);
      assertThat(pfn & (1L << order) - 1).isZero();
      assertThat(pages.refcount(pfn)).isEqualTo(1);
      assertThat(allocator.zoneOf(pfn).name()).isEqualTo("Normal");
    }
    assertThat(allocator.usedPages()).isEqualTo((2 << PageAllocator.MAX_ORDER) - 1);
    assertThatThrownBy(() -> allocator.allocPages(11, Gfp.KERNEL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> allocator.allocPages(-1, Gfp.KERNEL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Zeroed where asked for: the whole block, whatever was there before. */
  @Test
  void allocPages_zero_allOfItIs() {
    for (int order : new int[] {0, 3}) {
      long bytes = (long) PhysicalMemory.PAGE_SIZE << order;
      long dirty = allocator.allocPages(order, Gfp.KERNEL);
      memory.fill(PhysicalMemory.addressOf(dirty), bytes, (byte) 0x5a);
      allocator.freePages(dirty, order);
      long clean = take(order, Gfp.KERNEL | Gfp.ZERO);
      assertThat(clean).isEqualTo(dirty);
      for (long at = 0; at < bytes; at += Long.BYTES) {
        assertThat(memory.getLong(PhysicalMemory.addressOf(clean) + at)).isZero();
      }
    }
  }

  /** Each page of a compound knows its head, until it is freed. */
  @Test
  void allocPages_compound_pagesKnowTheirHead() {
    long pfn = take(3, Gfp.KERNEL | Gfp.COMP);
    for (long page = pfn; page < pfn + 8; page++) {
      assertThat(pages.headOf(page)).isEqualTo(pfn);
    }
    assertThat(pages.order(pfn)).isEqualTo(3);
    giveAllBack();
    for (long page = pfn; page < pfn + 8; page++) {
      assertThat(pages.headOf(page)).isEqualTo(page);
    }
  }

  /** A block lives until its last reference is given back. */
  @Test
  void freePages_withMoreReferences_staysUntilTheLast() {
    long pfn = allocator.allocPages(1, Gfp.KERNEL);
    pages.getAndAddRefcount(pfn, 1);
    allocator.freePages(pfn, 1);
    assertThat(allocator.usedPages()).isEqualTo(2);
    allocator.freePages(pfn, 1);
    assertThat(allocator.usedPages()).isZero();
  }

  /** Twice, by the middle, with another order, in use by somebody: told, and nothing changes. */
  @Test
  void freePages_misused_throws() {
    long single = allocator.allocPages(0, Gfp.KERNEL);
    allocator.freePages(single, 0);
    assertMisuse(single, 0, "freed twice");

    long compound = take(2, Gfp.KERNEL | Gfp.COMP);
    assertMisuse(compound + 1, 0, "freed twice");
    assertMisuse(compound, 1, "in use");
    assertMisuse(compound + 1, 2, "no such block");

    long used = take(0, Gfp.KERNEL);
    pages.set(used, PageDescriptors.LRU);
    assertMisuse(used, 0, "in use");
    pages.clear(used, PageDescriptors.LRU);

    assertMisuse(-1, 0, "no such block");
    assertMisuse(memory.pages() - 1, 0, "no such block");
    assertThat(allocator.usedPages()).isEqualTo(5);
  }

  private void assertMisuse(long pfn, int order, String what) {
    assertThatThrownBy(() -> allocator.freePages(pfn, order))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(what);
  }

  // ---- per-CPU lists

  /** Large enough zones have lists: the page freed last is the next, and the zone sees a batch. */
  @Test
  void singlePages_comeFromTheSlotsList() {
    Zone normal = bigZone();
    PcpSizes sizes = normal.pcpSizes();
    assertThat(sizes).isEqualTo(new PcpSizes(7, 42));
    long first = big.allocPages(0, Gfp.KERNEL);
    assertThat(normal.perCpuPages(0)).isEqualTo(sizes.batch() - 1);
    assertThat(normal.freePages()).isEqualTo(normal.managedPages() - sizes.batch());
    big.freePages(first, 0);
    assertThat(big.allocPages(0, Gfp.KERNEL)).isEqualTo(first);
    host.slot = 1;
    long other = big.allocPages(0, Gfp.KERNEL);
    assertThat(normal.perCpuPages(1)).isEqualTo(sizes.batch() - 1);
    big.freePages(other, 0);
    big.freePages(first, 0);
    assertThat(normal.perCpuPages(1)).isEqualTo(sizes.batch() + 1);
    big.drainAll();
    assertThat(normal.perCpuPages()).isZero();
    assertThat(big.verify()).isEmpty();
  }

  /** So do blocks of two to eight pages; larger ones go to the zone. */
  @Test
  void smallBlocks_comeFromTheSlotsList() {
    Zone normal = bigZone();
    for (int order = 1; order <= PageAllocator.COSTLY_ORDER; order++) {
      long first = big.allocPages(order, Gfp.KERNEL);
      int atHand = normal.perCpuPages(0);
      long free = normal.freePages();
      big.freePages(first, order);
      assertThat(normal.perCpuPages(0)).isEqualTo(atHand + (1 << order));
      assertThat(big.allocPages(order, Gfp.KERNEL)).isEqualTo(first);
      assertThat(normal.perCpuPages(0)).isEqualTo(atHand);
      assertThat(normal.freePages()).as("the zone sees nothing of it").isEqualTo(free);
      big.freePages(first, order);
    }
    int atHand = normal.perCpuPages(0);
    long free = normal.freePages();
    long large = big.allocPages(PageAllocator.COSTLY_ORDER + 1, Gfp.KERNEL);
    assertThat(normal.freePages()).isEqualTo(free - 16);
    big.freePages(large, PageAllocator.COSTLY_ORDER + 1);
    assertThat(normal.perCpuPages(0)).isEqualTo(atHand);
    assertThat(big.verify()).isEmpty();
    big.drainAll();
    assertThat(normal.perCpuPages()).isZero();
    assertThat(normal.freePages()).isEqualTo(normal.managedPages());
    assertThat(big.verify()).isEmpty();
  }

  /** However large what is put, a list keeps below its high mark. */
  @Test
  void smallBlocks_ofAllOrders_stayBelowTheHighMark() {
    Zone normal = bigZone();
    List<long[]> blocks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int order = i % (PageAllocator.COSTLY_ORDER + 1);
      int gfp = i % 3 == 0 ? Gfp.USER_MOVABLE : i % 3 == 1 ? Gfp.KERNEL : Gfp.RECLAIMABLE;
      blocks.add(new long[] {big.allocPages(order, gfp), order});
    }
    for (long[] block : blocks) {
      big.freePages(block[0], (int) block[1]);
      assertThat(normal.perCpuPages(0)).isLessThanOrEqualTo(normal.pcpSizes().high());
    }
    assertThat(big.usedPages()).isZero();
    assertThat(big.verify()).isEmpty();
    big.drainAll();
    assertThat(normal.freePages()).isEqualTo(normal.managedPages());
    assertThat(big.verify()).isEmpty();
  }

  /** A list that reaches its high mark gives a batch back, those that came first. */
  @Test
  void freePages_listAtItsHighMark_givesABatchBack() {
    Zone normal = bigZone();
    PcpSizes sizes = normal.pcpSizes();
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < sizes.high(); i++) {
      taken.add(big.allocPages(0, Gfp.KERNEL));
    }
    assertThat(normal.perCpuPages()).isZero();
    for (int i = 0; i < sizes.high() - 1; i++) {
      big.freePages(taken.get(i), 0);
      assertThat(normal.perCpuPages()).isEqualTo(i + 1);
    }
    big.freePages(taken.getLast(), 0);
    assertThat(normal.perCpuPages()).isEqualTo(sizes.high() - sizes.batch());
    assertThat(big.usedPages()).isZero();
    assertThat(big.allocPages(0, Gfp.KERNEL)).as("the last is at hand").isEqualTo(taken.getLast());
    big.freePages(taken.getLast(), 0);
    big.drainAll();
    assertThat(big.verify()).isEmpty();
    assertThat(normal.freePages()).isEqualTo(normal.managedPages());
  }

  /** 64 MiB are too few for lists; 256 MiB are not. */
  private Zone bigZone() {
    Memblock more = new Memblock(bigMemory);
    PageDescriptors descriptors = new PageDescriptors(more, PageAllocator.listsNeeded());
    big = new PageAllocator(host, more, descriptors, ZoneLimits.of(256 << 20));
    return big.zones().get(NORMAL);
  }

  // ---- zones

  /** An empty NORMAL zone is followed by DMA32 and DMA, each down to what it keeps for its own. */
  @Test
  void allocPages_zoneEmpty_fallsBack() {
    takeAll(Gfp.NOWAIT);
    for (Zone zone : allocator.zones()) {
      assertThat(zone.freePages())
          .as(zone.name())
          .isEqualTo(zone.min() + zone.lowmemReserve(NORMAL));
    }
    assertThat(zone(DMA).lowmemReserve(NORMAL))
        .isEqualTo((zone(DMA32).managedPages() + zone(NORMAL).managedPages()) / 256);
    assertThat(take(0, Gfp.NOWAIT | Gfp.DMA32)).as("which is DMA32's own").isPositive();
    assertThat(held.getLast()[0]).isBetween(zone(DMA32).startPfn(), zone(DMA32).endPfn() - 1);
    assertThat(take(0, Gfp.NOWAIT | Gfp.DMA)).isNotNegative();
    assertThat(held.getLast()[0]).isLessThan(zone(DMA).endPfn());
  }

  /** What has to come from DMA does, and fails when DMA is empty, whatever else is free. */
  @Test
  void allocPages_dma_onlyFromThere() {
    int taken = takeAll(Gfp.NOWAIT | Gfp.DMA);
    assertThat(taken).isEqualTo(zone(DMA).managedPages() - zone(DMA).min());
    assertThat(held).allSatisfy(block -> assertThat(block[0]).isLessThan(zone(DMA).endPfn()));
    assertThat(take(0, Gfp.NOWAIT)).isPositive();
  }

  // ---- reserves

  /** Who cannot wait reaches deeper: three eighths of min stay; who frees memory takes all. */
  @Test
  void allocPages_privileged_reachIntoTheReserve() {
    takeAll(Gfp.NOWAIT | Gfp.DMA);
    long min = zone(DMA).min();
    assertThat(zone(DMA).freePages()).isEqualTo(min);
    takeAll(Gfp.NOWAIT | Gfp.HIGH | Gfp.DMA);
    assertThat(zone(DMA).freePages()).isEqualTo(min - min / 2);
    takeAll(Gfp.ATOMIC | Gfp.DMA);
    long left = min - min / 2 - (min - min / 2) / 4;
    assertThat(zone(DMA).freePages()).isEqualTo(left);
    assertThat(take(0, Gfp.ATOMIC | Gfp.NOMEMALLOC | Gfp.DMA)).isNegative();
    host.memalloc = true;
    assertThat(take(0, Gfp.NOWAIT | Gfp.NOMEMALLOC | Gfp.DMA)).isNegative();
    assertThat(takeAll(Gfp.KERNEL | Gfp.DMA)).isEqualTo((int) left);
    assertThat(zone(DMA).freePages()).isZero();
    assertThat(pages.has(held.getLast()[0], PageDescriptors.PFMEMALLOC)).isTrue();
    host.memalloc = false;
  }

  /** A block that is there all the same may not be had if too little would stay. */
  @Test
  void allocPages_largeBlock_keepsTheMark() {
    allocator.setMinFreeKbytes(4 * 1024 * 15);
    assertThat(zone(DMA).managedPages() - (1 << 10)).isLessThan(zone(DMA).min());
    assertThat(take(10, Gfp.NOWAIT | Gfp.DMA)).isNegative();
    assertThat(take(0, Gfp.NOWAIT | Gfp.DMA)).isNotNegative();
  }

  // ---- the slow path

  /** Frees what it was given, and counts who asked what. */
  private final class Freeing implements Reclaimer {
    private final List<Long> spare = new ArrayList<>();
    private int wakes;
    private int reclaims;
    private int kills;
    private int failures;
    private boolean killHelps;
    private long claims;
    private boolean background;

    @Override
    public boolean runsInBackground() {
      return background;
    }

    @Override
    public void wakeKswapd(int highestZone, int order) {
      wakes++;
    }

    @Override
    public long directReclaim(int highestZone, int order, int gfp) {
      reclaims++;
      return free();
    }

    private long free() {
      if (spare.isEmpty()) {
        return 0;
      }
      allocator.freePages(spare.removeLast(), 0);
      return 1;
    }

    @Override
    public long reclaimablePages() {
      return claims + spare.size();
    }

    @Override
    public boolean outOfMemory(int order, int gfp) {
      kills++;
      return killHelps && free() > 0;
    }

    @Override
    public void allocationFailed(int order, int gfp) {
      failures++;
    }
  }

  private Freeing exhaust(int spares) {
    Freeing freeing = new Freeing();
    takeAll(Gfp.NOWAIT | Gfp.DMA);
    allocator.setReclaimer(freeing);
    for (int i = 0; i < spares; i++) {
      freeing.spare.add(held.removeLast()[0]);
    }
    return freeing;
  }

  private void takeBack(Freeing freeing) {
    freeing.spare.forEach(pfn -> held.add(new long[] {pfn, 0}));
  }

  /** A task that may sleep reclaims; who may not, does not, but wakes kswapd. */
  @Test
  void allocPages_low_reclaimsOnlyWhereItMaySleep() {
    Freeing freeing = exhaust(3);
    assertThat(take(0, Gfp.NOWAIT | Gfp.DMA)).isNegative();
    assertThat(freeing.wakes).isEqualTo(1);
    assertThat(freeing.reclaims).isZero();
    assertThat(take(0, Gfp.KERNEL | Gfp.DMA)).isNotNegative();
    assertThat(freeing.reclaims).isEqualTo(1);
    assertThat(host.sleeps).isZero();
    takeBack(freeing);
  }

  /** Nobody reclaims on behalf of who is reclaiming. */
  @Test
  void allocPages_byWhoFreesMemory_neverReclaims() {
    Freeing freeing = exhaust(3);
    host.memalloc = true;
    takeAll(Gfp.KERNEL | Gfp.DMA);
    assertThat(freeing.reclaims).isZero();
    assertThat(freeing.kills).isZero();
    host.memalloc = false;
    takeBack(freeing);
  }

  /** An allocation that may sleep, in a place where nobody may, is told. */
  @Test
  void allocPages_mayNotSleepHere_isTold() {
    Freeing freeing = exhaust(1);
    host.maySleep = false;
    assertThatThrownBy(() -> take(0, Gfp.KERNEL | Gfp.DMA))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("GFP_KERNEL");
    assertThat(freeing.reclaims).isZero();
    host.maySleep = true;
    takeBack(freeing);
  }

  /** Nothing can be reclaimed: somebody is killed; if that does not help, it fails, and says so. */
  @Test
  void allocPages_nothingToReclaim_killsOrFails() {
    Freeing freeing = exhaust(0);
    assertThat(allocator.allocPages(0, Gfp.KERNEL | Gfp.DMA)).isNegative();
    assertThat(freeing.kills).isEqualTo(1);
    assertThat(freeing.failures).isEqualTo(1);
    assertThat(take(0, Gfp.KERNEL | Gfp.DMA)).as("silently").isNegative();
    assertThat(freeing.failures).isEqualTo(1);
    freeing.killHelps = true;
    freeing.spare.add(held.removeLast()[0]);
    freeing.spare.add(held.removeLast()[0]);
    freeing.reclaims = 0;
    assertThat(take(4, Gfp.KERNEL | Gfp.DMA)).as("a costly order").isNegative();
    assertThat(freeing.kills).as("is nothing to kill for").isEqualTo(2);
    takeBack(freeing);
  }

  /** NORETRY reclaims once; it kills nobody. So does RETRY_MAYFAIL, after more tries. */
  @Test
  void allocPages_noRetry_reclaimsOnce() {
    Freeing freeing = exhaust(0);
    freeing.claims = 1_000;
    assertThat(take(0, Gfp.KERNEL | Gfp.NORETRY | Gfp.DMA)).isNegative();
    assertThat(freeing.reclaims).isEqualTo(1);
    assertThat(take(0, Gfp.KERNEL | Gfp.RETRY_MAYFAIL | Gfp.DMA)).isNegative();
    assertThat(freeing.reclaims).isEqualTo(1 + 17);
    assertThat(freeing.kills).isZero();
  }

  /** NOFAIL sleeps and tries until there is memory. */
  @Test
  void allocPages_noFail_triesUntilThereIsMemory() {
    Freeing freeing = exhaust(3);
    List<Long> later = new ArrayList<>(freeing.spare);
    freeing.spare.clear();
    host.whileAsleep =
        () -> {
          if (host.sleeps == 5) {
            later.forEach(pfn -> allocator.freePages(pfn, 0));
          }
        };
    assertThat(take(0, Gfp.KERNEL | Gfp.NOFAIL | Gfp.DMA)).isNotNegative();
    assertThat(host.sleeps).isEqualTo(5);
  }

  /** Pages in the lists of other slots are brought back before anybody is killed. */
  @Test
  void allocPages_pagesInOthersLists_areDrained() {
    Zone normal = bigZone();
    host.slot = 1;
    long far = big.allocPages(0, Gfp.NOWAIT);
    big.freePages(far, 0);
    host.slot = 0;
    List<Long> taken = new ArrayList<>();
    for (long pfn = big.allocPages(0, Gfp.NOWAIT); pfn >= 0; ) {
      taken.add(pfn);
      pfn = big.allocPages(0, Gfp.NOWAIT | Gfp.NOWARN);
    }
    assertThat(normal.perCpuPages(1)).isPositive();
    assertThat(big.allocPages(0, Gfp.KERNEL | Gfp.NORETRY)).isNotNegative();
    assertThat(normal.perCpuPages(1)).isZero();
  }

  // ---- migrate types

  /** Kernel pages lie together: they take a whole block of 2 MiB, and no page of another one. */
  @Test
  void allocPages_unmovable_staysInItsBlocks() {
    Freeing kswapd = new Freeing();
    kswapd.background = true;
    allocator.setReclaimer(kswapd);
    long movable = take(0, Gfp.USER_MOVABLE);
    long kernel = take(0, Gfp.KERNEL);
    assertThat(kernel >> FreeAreas.BLOCK_ORDER).isNotEqualTo(movable >> FreeAreas.BLOCK_ORDER);
    for (int i = 0; i < 500; i++) {
      long pfn = take(0, Gfp.KERNEL);
      assertThat(pfn >> FreeAreas.BLOCK_ORDER + 1).isEqualTo(kernel >> FreeAreas.BLOCK_ORDER + 1);
    }
    assertThat(zone(NORMAL).fallbacks()).isEqualTo(1);
    assertThat(zone(NORMAL).boost()).as("a whole block, which mixes nothing").isZero();
  }

  /** Marks rise where a type has to take less than a whole block, and somebody brings them down. */
  @ParameterizedTest
  @CsvSource({"true, 512", "false, 0"})
  void allocate_typesMixed_raisesTheMarks(boolean background, long boost) {
    Freeing kswapd = new Freeing();
    kswapd.background = background;
    allocator.setReclaimer(kswapd);
    Zone zone = zone(NORMAL);
    long low = zone.low();
    List<Long> whole = new ArrayList<>();
    for (long pfn; (pfn = zone.allocate(FreeAreas.BLOCK_ORDER, MigrateType.MOVABLE)) >= 0; ) {
      whole.add(pfn);
    }
    long last = whole.removeLast();
    zone.free(last, FreeAreas.BLOCK_ORDER - 1);
    assertThat(zone.boost()).isZero();
    long unmovable = zone.allocate(0, MigrateType.UNMOVABLE);
    assertThat(unmovable).isBetween(last, last + FreeAreas.BLOCK_PAGES / 2 - 1);
    assertThat(zone.boost()).isEqualTo(boost);
    assertThat(zone.low()).isEqualTo(low + boost);
    zone.clearBoost();
    assertThat(zone.low()).isEqualTo(low);
    zone.free(unmovable, 0);
    zone.free(last + FreeAreas.BLOCK_PAGES / 2, FreeAreas.BLOCK_ORDER - 1);
    whole.forEach(pfn -> zone.free(pfn, FreeAreas.BLOCK_ORDER));
  }

  // ---- trace

  /** Who traces is told of allocations, failures and frees. */
  @Test
  void trace_on_isTold() {
    List<String> told = new ArrayList<>();
    host.trace =
        new MemoryTrace() {
          @Override
          public void kmalloc(long address, long requested, long allocated, int gfp) {}

          @Override
          public void kfree(long address) {}

          @Override
          public void cacheAlloc(
              String cache, long address, long requested, long allocated, int gfp) {}

          @Override
          public void cacheFree(String cache, long address) {}

          @Override
          public void pageAlloc(long pfn, int order, int migrateType, int gfp) {
            told.add("alloc " + pfn + " " + order + " " + migrateType + " " + Gfp.toString(gfp));
          }

          @Override
          public void pageFree(long pfn, int order) {
            told.add("free " + pfn + " " + order);
          }
        };
    long pfn = allocator.allocPages(2, Gfp.USER_MOVABLE);
    allocator.freePages(pfn, 2);
    assertThat(told)
        .containsExactly("alloc " + pfn + " 2 1 GFP_KERNEL|__GFP_MOVABLE", "free " + pfn + " 2");
  }
}
