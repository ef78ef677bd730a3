package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** Which pages, and which blocks of 2 MiB, change their type when a type has none left. */
class FreeAreasStealingTest {
  private static final int PAGES = 4_096;
  private static final int BLOCK = FreeAreas.BLOCK_PAGES;
  private static final int MOVABLE = MigrateType.MOVABLE;
  private static final int UNMOVABLE = MigrateType.UNMOVABLE;
  private static final int RECLAIMABLE = MigrateType.RECLAIMABLE;

  private final PageDescriptors pages =
      new PageDescriptors(
          new Memblock(PhysicalMemory.onHeap((PAGES + 128L) * PhysicalMemory.PAGE_SIZE)),
          FreeAreas.listsNeeded());
  private final PageBlocks blocks = new PageBlocks(PAGES);
  private final FreeAreas areas = new FreeAreas(pages, blocks, 0, PAGES);

  private void onLru(long first, int count) {
    for (long pfn = first; pfn < first + count; pfn++) {
      pages.set(pfn, PageDescriptors.LRU);
    }
  }

  private void assertConsistent() {
    List<String> violations = new ArrayList<>();
    areas.verify("zone", violations);
    assertThat(violations).isEmpty();
  }

  /** Unmovable takes a movable block if half of it is free, or in use by what cannot move. */
  @ParameterizedTest
  @CsvSource({"256, true", "257, false"})
  void takeOver_ofAMovableBlock_countsWhatCannotMove(int onLru, boolean whole) {
    areas.free(BLOCK, 7);
    onLru(BLOCK + 128, onLru);
    assertThat(areas.takeOver(0, UNMOVABLE)).isTrue();
    assertThat(blocks.type(BLOCK)).isEqualTo(whole ? UNMOVABLE : MOVABLE);
    assertThat(areas.steals()).isEqualTo(whole ? 1 : 0);
    assertThat(areas.freeBlocks(7, UNMOVABLE)).isEqualTo(1);
    assertConsistent();
  }

  /** Of a block that was not movable, nobody knows what can move: only free pages count. */
  @ParameterizedTest
  @CsvSource({"8, true", "7, false"})
  void takeOver_ofAReclaimableBlock_countsFreePages(int order, boolean whole) {
    blocks.setType(BLOCK, RECLAIMABLE);
    areas.free(BLOCK, order);
    assertThat(areas.takeOver(0, UNMOVABLE)).isTrue();
    assertThat(blocks.type(BLOCK)).isEqualTo(whole ? UNMOVABLE : RECLAIMABLE);
    assertConsistent();
  }

  /** Movable takes a block if half of it is free or movable. */
  @ParameterizedTest
  @CsvSource({"232, true", "231, false"})
  void takeOver_byMovable_countsWhatMoves(int onLru, boolean whole) {
    blocks.setType(BLOCK, UNMOVABLE);
    areas.free(BLOCK, 4);
    areas.free(BLOCK + 32, 3);
    onLru(BLOCK + 64, onLru);
    assertThat(areas.takeOver(0, MOVABLE)).isTrue();
    assertThat(blocks.type(BLOCK)).isEqualTo(whole ? MOVABLE : UNMOVABLE);
    assertThat(areas.freeBlocks(4, MOVABLE)).isEqualTo(1);
    assertThat(areas.freeBlocks(3, MOVABLE)).isEqualTo(1);
    assertConsistent();
  }

  /** All free pages of the block change their type, and none of its neighbours'. */
  @Test
  void takeOver_insideABlock_movesItsFreePagesAndNoOthers() {
    areas.free(BLOCK - 16, 4);
    areas.free(BLOCK + 64, 6);
    areas.free(BLOCK + 256, 5);
    areas.free(2 * BLOCK - 1, 0);
    areas.free(2 * BLOCK, 4);
    assertThat(areas.takeOver(0, UNMOVABLE)).isTrue();
    assertThat(areas.freeBlocks(6, UNMOVABLE)).isEqualTo(1);
    assertThat(areas.freeBlocks(5, UNMOVABLE)).isEqualTo(1);
    assertThat(areas.freeBlocks(0, UNMOVABLE)).isEqualTo(1);
    assertThat(areas.freeBlocks(4, MOVABLE)).as("those of the neighbours").isEqualTo(2);
    assertThat(areas.fallbacks()).isEqualTo(1);
    assertConsistent();
  }

  /** A block of 4 MiB is two of 2 MiB, both of which change their type; the next one does not. */
  @Test
  void takeOver_ofTheLargest_changesBothBlocks() {
    areas.free(0, FreeAreas.MAX_ORDER);
    assertThat(areas.takeOver(0, UNMOVABLE)).isTrue();
    assertThat(blocks.type(0)).isEqualTo(UNMOVABLE);
    assertThat(blocks.type(BLOCK)).isEqualTo(UNMOVABLE);
    assertThat(blocks.type(2 * BLOCK)).isEqualTo(MOVABLE);
    assertThat(areas.freeBlocks(FreeAreas.MAX_ORDER, UNMOVABLE)).isEqualTo(1);
  }

  /** From 16 pages on movable takes the largest of others, and only below that the smallest. */
  @ParameterizedTest
  @CsvSource({"4, 512", "3, 1024"})
  void takeOver_byMovable_smallestOnlyBelow16Pages(int order, long taken) {
    blocks.setType(BLOCK, UNMOVABLE);
    blocks.setType(2 * BLOCK, UNMOVABLE);
    areas.free(BLOCK, order);
    areas.free(2 * BLOCK, 1);
    assertThat(areas.takeOver(0, MOVABLE)).isTrue();
    assertThat(areas.take(0, MOVABLE)).isEqualTo(taken);
  }

  /** Half of a largest block is the next to go, even where it could merge with more than that. */
  @Test
  void free_halfOfALargestBlock_goesFirst() {
    areas.free(1L << FreeAreas.MAX_ORDER, FreeAreas.MAX_ORDER);
    areas.free(2L << FreeAreas.MAX_ORDER, FreeAreas.BLOCK_ORDER);
    areas.free(0, FreeAreas.BLOCK_ORDER);
    assertThat(areas.take(FreeAreas.BLOCK_ORDER, MOVABLE)).isZero();
    assertThat(pages.order(0)).as("a block in use has no order").isZero();
  }

  /** Whether a block could be had asks for its order and all above. */
  @Test
  void hasBlock_ofTheOrderOrLarger() {
    assertThat(areas.hasBlock(0)).isFalse();
    areas.free(0, 3);
    assertThat(areas.hasBlock(0)).isTrue();
    assertThat(areas.hasBlock(3)).isTrue();
    assertThat(areas.hasBlock(4)).isFalse();
    areas.free(1L << FreeAreas.MAX_ORDER, FreeAreas.MAX_ORDER);
    assertThat(areas.hasBlock(FreeAreas.MAX_ORDER)).isTrue();
  }

  /** The check sees a block that does not begin at a multiple of its size. */
  @Test
  void verify_misalignedBlock_isTold() {
    areas.free(1, 1);
    List<String> violations = new ArrayList<>();
    areas.verify("zone", violations);
    assertThat(violations).singleElement().asString().contains("order 1");
  }
}
