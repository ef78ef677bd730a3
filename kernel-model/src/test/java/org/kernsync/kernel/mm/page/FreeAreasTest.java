package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** The buddy system of one zone, by one thread: 4,096 pages, eight blocks of 2 MiB. */
class FreeAreasTest {
  private static final int PAGES = 4_096;
  private static final int MOVABLE = MigrateType.MOVABLE;
  private static final int UNMOVABLE = MigrateType.UNMOVABLE;
  private static final int RECLAIMABLE = MigrateType.RECLAIMABLE;

  private final PageDescriptors pages =
      new PageDescriptors(
          new Memblock(PhysicalMemory.onHeap((PAGES + 128L) * PhysicalMemory.PAGE_SIZE)),
          FreeAreas.listsNeeded());
  private final PageBlocks blocks = new PageBlocks(PAGES);
  private final FreeAreas areas = new FreeAreas(pages, blocks, 0, PAGES);

  private void freeAll() {
    for (long pfn = 0; pfn < PAGES; pfn += 1 << FreeAreas.MAX_ORDER) {
      areas.free(pfn, FreeAreas.MAX_ORDER);
    }
  }

  private List<String> violations() {
    List<String> violations = new ArrayList<>();
    areas.verify("zone", violations);
    return violations;
  }

  private void assertWhole() {
    assertThat(violations()).isEmpty();
    assertThat(areas.free()).isEqualTo(PAGES);
    assertThat(areas.freeBlocks(FreeAreas.MAX_ORDER)).isEqualTo(PAGES >> FreeAreas.MAX_ORDER);
  }

  /** A split leaves one block of each order between; putting the page back merges all of them. */
  @Test
  void take_onePage_splitsAndMerges() {
    freeAll();
    long pfn = areas.take(0, MOVABLE);
    for (int order = 0; order < FreeAreas.MAX_ORDER; order++) {
      assertThat(areas.freeBlocks(order)).as("order %d", order).isEqualTo(1);
    }
    assertThat(areas.free()).isEqualTo(PAGES - 1);
    assertThat(violations()).isEmpty();
    areas.free(pfn, 0);
    assertWhole();
  }

  /** A block begins at a multiple of its size, and belongs to one owner. */
  @Test
  void take_allOrders_alignedAndDisjoint() {
    freeAll();
    boolean[] taken = new boolean[PAGES];
    for (int order = 0; order <= FreeAreas.MAX_ORDER - 1; order++) {
      long pfn = areas.take(order, MOVABLE);
      assertThat(pfn & (1L << order) - 1).isZero();
      for (long page = pfn; page < pfn + (1L << order); page++) {
        assertThat(taken[(int) page]).isFalse();
        taken[(int) page] = true;
      }
    }
    assertThat(violations()).isEmpty();
  }

  /** Two halves of different pairs are not merged, though they touch. */
  @Test
  void free_neighboursOfDifferentPairs_stayApart() {
    for (long pfn : new long[] {1, 2}) {
      areas.free(pfn, 0);
    }
    assertThat(areas.freeBlocks(0)).isEqualTo(2);
    assertThat(areas.freeBlocks(1)).isZero();
    areas.free(3, 0);
    assertThat(areas.freeBlocks(1)).isEqualTo(1);
    areas.free(0, 0);
    assertThat(areas.freeBlocks(2)).isEqualTo(1);
    assertThat(violations()).isEmpty();
  }

  /** A zone that does not end at a block has smaller ones there, and merges no page of others'. */
  @Test
  void free_atTheEndOfTheZone_mergesNothingBehind() {
    PageDescriptors shared =
        new PageDescriptors(
            new Memblock(PhysicalMemory.onHeap(32 * PhysicalMemory.PAGE_SIZE)),
            2 * FreeAreas.listsNeeded());
    FreeAreas below = new FreeAreas(shared, new PageBlocks(PAGES), 0, 6);
    FreeAreas above = new FreeAreas(shared, new PageBlocks(PAGES), 6, 16);
    above.free(6, 1);
    below.free(4, 1);
    below.free(0, 2);
    assertThat(below.freeBlocks(1)).isEqualTo(1);
    assertThat(below.freeBlocks(2)).isEqualTo(1);
    assertThat(above.freeBlocks(1)).isEqualTo(1);
    assertThat(below.take(1, MOVABLE)).isEqualTo(4);
    assertThat(above.take(1, MOVABLE)).isEqualTo(6);
    below.free(4, 1);
    above.free(6, 1);
    assertThat(above.freeBlocks(1)).isEqualTo(1);
  }

  /** What is freed is the next to go, unless it could soon merge: then it is the last. */
  @Test
  void free_thatCouldMergeSoon_goesLast() {
    areas.free(0, 3);
    long first = areas.take(0, MOVABLE); // page 0
    long pair = areas.take(1, MOVABLE); // pages 2 and 3
    areas.take(0, MOVABLE); // page 1 stays in use
    assertThat(new long[] {first, pair}).containsExactly(0, 2);
    areas.free(pair, 1);
    areas.free(32, 0);
    areas.free(first, 0); // with page 1 it would have a free partner, 2 and 3
    areas.free(48, 0);
    assertThat(areas.take(0, MOVABLE)).isEqualTo(48);
    assertThat(areas.take(0, MOVABLE)).isEqualTo(32);
    assertThat(areas.take(0, MOVABLE)).isEqualTo(first);
    assertThat(violations()).isEmpty();
  }

  /** Random blocks, taken and put back a hundred thousand times: nothing lost, all merges. */
  @Test
  void takeAndFree_atRandom_mergesToTheMaximum() {
    freeAll();
    Random random = new Random(7);
    TreeMap<Long, Integer> held = new TreeMap<>();
    for (int i = 0; i < 100_000; i++) {
      if (random.nextInt(5) < 3 || held.isEmpty()) {
        int order = Math.min(random.nextInt(12) & random.nextInt(12), FreeAreas.MAX_ORDER);
        long pfn = areas.take(order, MOVABLE);
        if (pfn >= 0) {
          assertDisjoint(held, pfn, order);
          held.put(pfn, order);
          continue;
        }
      }
      Long some = held.ceilingKey((long) random.nextInt(PAGES));
      long pfn = some == null ? held.firstKey() : some;
      areas.free(pfn, held.remove(pfn));
    }
    assertThat(violations()).isEmpty();
    held.forEach(areas::free);
    assertWhole();
  }

  private static void assertDisjoint(TreeMap<Long, Integer> held, long pfn, int order) {
    Long before = held.floorKey(pfn + (1L << order) - 1);
    assertThat(before == null || before + (1L << held.get(before)) <= pfn).isTrue();
  }

  // ---- migrate types

  /** Unmovable pages out of movable memory: a whole block changes its type, for all that follow. */
  @Test
  void takeOver_fromTheLargest_stealsTheBlock() {
    freeAll();
    assertThat(areas.take(0, UNMOVABLE)).isEqualTo(-1);
    assertThat(areas.takeOver(0, UNMOVABLE)).isTrue();
    long pfn = areas.take(0, UNMOVABLE);
    assertThat(blocks.type(pfn)).isEqualTo(UNMOVABLE);
    assertThat(areas.take(0, UNMOVABLE)).as("from the same block").isEqualTo(pfn ^ 1);
    assertThat(areas.steals()).isEqualTo(1);
    assertThat(areas.fallbacks()).isEqualTo(1);
    assertThat(violations()).isEmpty();
  }

  /** Fallbacks in order: unmovable looks at reclaimable first, movable too, reclaimable last. */
  @Test
  void takeOver_severalTypes_inOrder() {
    blocks.setType(0, MOVABLE);
    blocks.setType(512, RECLAIMABLE);
    blocks.setType(1024, UNMOVABLE);
    for (long block : new long[] {0, 512, 1024}) {
      areas.free(block, 4);
    }
    assertThat(areas.takeOver(4, UNMOVABLE)).isTrue();
    assertThat(takenFrom(UNMOVABLE)).containsExactlyInAnyOrder(1024L, 512L);
    assertThat(areas.takeOver(4, RECLAIMABLE)).as("of movable, which is left").isTrue();
    assertThat(takenFrom(RECLAIMABLE)).containsExactly(0L);
    assertThat(areas.takeOver(4, MOVABLE)).as("nothing is left").isFalse();
  }

  private List<Long> takenFrom(int type) {
    List<Long> taken = new ArrayList<>();
    for (long pfn = areas.take(4, type); pfn >= 0; pfn = areas.take(4, type)) {
      taken.add(pfn);
    }
    return taken;
  }

  /** Movable takes the smallest block of others that will do, and leaves their large ones alone. */
  @Test
  void takeOver_movable_takesTheSmallest() {
    blocks.setType(0, UNMOVABLE);
    areas.free(0, 3);
    areas.free(16, 1);
    assertThat(areas.takeOver(0, MOVABLE)).isTrue();
    assertThat(areas.take(0, MOVABLE)).isEqualTo(16);
    assertThat(areas.freeBlocks(3, UNMOVABLE)).isEqualTo(1);
    assertThat(blocks.type(0)).isEqualTo(UNMOVABLE);
    assertThat(violations()).isEmpty();
  }

  /** A block of 2 MiB that is half free changes its type; one that is less free does not. */
  @Test
  void takeOver_partOfABlock_changesItsTypeIfHalfIsFree() {
    areas.free(0, 8); // half of block 0
    areas.free(512, 7); // a quarter of block 1, whose rest is in use and movable or not
    blocks.setType(512, RECLAIMABLE);
    assertThat(areas.takeOver(0, UNMOVABLE)).isTrue();
    assertThat(blocks.type(0)).isEqualTo(UNMOVABLE);
    assertThat(areas.takeOver(8, RECLAIMABLE)).isTrue(); // takes it from unmovable
    areas.take(8, RECLAIMABLE);
    assertThat(areas.takeOver(0, UNMOVABLE)).isTrue();
    assertThat(blocks.type(512)).isEqualTo(RECLAIMABLE);
    assertThat(areas.take(7, UNMOVABLE)).as("its free pages, all the same").isEqualTo(512);
    assertThat(violations()).isEmpty();
  }

  // ---- the check

  /** The check sees a page freed twice, a lost one, and partners that were not merged. */
  @Test
  void verify_brokenLists_areTold() {
    freeAll();
    long pfn = areas.take(0, MOVABLE);
    pages.set(pfn ^ 1, PageDescriptors.LRU);
    assertThat(violations()).isEmpty();
    pages.clear(pfn ^ 1, PageDescriptors.BUDDY);
    assertThat(violations()).anySatisfy(text -> assertThat(text).contains("order 0"));
    pages.set(pfn ^ 1, PageDescriptors.BUDDY);
    pages.setRefcount(pfn ^ 1, 1);
    assertThat(violations()).hasSize(1);
    pages.setRefcount(pfn ^ 1, 0);
    pages.setIndex(pfn ^ 1, UNMOVABLE);
    assertThat(violations()).hasSize(1);
  }
}
