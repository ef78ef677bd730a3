package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.host.TestHost;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** Blocks of several pages in per-CPU lists. */
class PerCpuBlocksTest {
  private static final int MOST_PAGES = 2 << PerCpuPages.MAX_ORDER;

  private final PhysicalMemory memory = PhysicalMemory.map(256 << 20);
  private final Memblock memblock = new Memblock(memory);
  private final PageDescriptors pages = new PageDescriptors(memblock, PageAllocator.listsNeeded());
  private final TestHost host = new TestHost(2);
  private final PageAllocator allocator =
      new PageAllocator(host, memblock, pages, ZoneLimits.of(memory.size()));
  private final Zone zone = allocator.zones().getLast();

  private record Block(long pfn, int order) {}

  @AfterEach
  void close() {
    memory.close();
  }

  /** A block that was freed is the next of its order in its slot, and not of another order. */
  @Test
  void freePages_severalPages_staysAtHand() {
    for (int order = 0; order <= PerCpuPages.MAX_ORDER; order++) {
      long block = allocator.allocPages(order, Gfp.KERNEL);
      long before = zone.freePages();
      allocator.freePages(block, order);
      assertThat(zone.freePages()).as("the zone has not seen it").isEqualTo(before);
      long other = allocator.allocPages(order == 0 ? 1 : 0, Gfp.KERNEL);
      assertThat(allocator.allocPages(order, Gfp.KERNEL)).isEqualTo(block);
      allocator.freePages(other, order == 0 ? 1 : 0);
      allocator.freePages(block, order);
    }
    long large = allocator.allocPages(PerCpuPages.MAX_ORDER + 1, Gfp.KERNEL);
    long before = zone.freePages();
    allocator.freePages(large, PerCpuPages.MAX_ORDER + 1);
    assertThat(zone.freePages()).as("larger ones go to the zone").isGreaterThan(before);
    drainedIsWhole();
  }

  /** Whatever comes and goes: blocks never overlap, lists stay short, and all merges in the end. */
  @Test
  void anyOrders_keepListsShort() {
    SplittableRandom random = new SplittableRandom(11);
    BitSet used = new BitSet();
    List<Block> blocks = new ArrayList<>();
    int most = zone.pcpSizes().high() + zone.pcpSizes().batch() + MOST_PAGES;
    for (int i = 0; i < 60_000; i++) {
      host.slot = random.nextInt(2);
      boolean filling = i / 5_000 % 2 == 0;
      if (random.nextInt(5) < (filling ? 3 : 2)) {
        int order = random.nextInt(PerCpuPages.MAX_ORDER + 2);
        int gfp = random.nextBoolean() ? Gfp.KERNEL : Gfp.KERNEL | Gfp.MOVABLE;
        int pfn = (int) allocator.allocPages(order, gfp);
        assertThat(pfn).isNotNegative();
        assertThat(used.get(pfn, pfn + (1 << order)).isEmpty()).isTrue();
        used.set(pfn, pfn + (1 << order));
        blocks.add(new Block(pfn, order));
      } else if (!blocks.isEmpty()) {
        Block block = blocks.remove(random.nextInt(blocks.size()));
        used.clear((int) block.pfn(), (int) block.pfn() + (1 << block.order()));
        allocator.freePages(block.pfn(), block.order());
      }
      assertThat(zone.perCpuPages(host.slot)).isBetween(0, most);
    }
    assertThat(allocator.usedPages()).isEqualTo(used.cardinality());
    assertThat(allocator.verify()).isEmpty();
    blocks.forEach(block -> allocator.freePages(block.pfn(), block.order()));
    drainedIsWhole();
  }

  private void drainedIsWhole() {
    assertThat(allocator.verify()).isEmpty();
    allocator.drainAll();
    assertThat(allocator.verify()).isEmpty();
    assertThat(allocator.usedPages()).isZero();
    assertThat(zone.perCpuPages()).isZero();
    assertThat(zone.freeBlocks(FreeAreas.MAX_ORDER))
        .isEqualTo(zone.managedPages() >> FreeAreas.MAX_ORDER);
  }
}
