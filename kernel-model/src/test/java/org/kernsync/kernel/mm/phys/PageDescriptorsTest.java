package org.kernsync.kernel.mm.phys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Each field of a descriptor is its own, and lists of pages keep their order. */
class PageDescriptorsTest {
  private final Memblock memblock = new Memblock(PhysicalMemory.onHeap(1 << 20));
  private final PageDescriptors pages = new PageDescriptors(memblock, 2);

  /** No field overlaps another one, of the same page or of its neighbours. */
  @Test
  void fields_ofThreePages_areApart() {
    for (int round = 0; round < 2; round++) {
      for (long pfn = 4; pfn < 7; pfn++) {
        pages.reset(pfn, (int) (pfn << 8));
        pages.setRefcount(pfn, (int) (100 + pfn));
        pages.getAndAddMapcount(pfn, 1);
        pages.setMapping(pfn, 200 + pfn);
        pages.setIndex(pfn, 300 + pfn);
        pages.setOwnerWord(pfn, 400 + pfn);
        pages.setSlabWordRelease(pfn, 500 + pfn);
      }
      for (long pfn = 4; pfn < 7; pfn++) {
        assertThat(pages.flags(pfn)).isEqualTo(pfn << 8);
        assertThat(pages.headOf(pfn)).isEqualTo(pfn);
        assertThat(pages.refcount(pfn)).isEqualTo(100 + pfn);
        assertThat(pages.mapcount(pfn)).isEqualTo(round + 1);
        assertThat(pages.mapping(pfn)).isEqualTo(200 + pfn);
        assertThat(pages.index(pfn)).isEqualTo(300 + pfn);
        assertThat(pages.ownerWord(pfn)).isEqualTo(400 + pfn);
        assertThat(pages.slabWordAcquire(pfn)).isEqualTo(500 + pfn);
        assertThat(pages.compareAndSetSlabWord(pfn, 1, 2)).isFalse();
        assertThat(pages.compareAndSetSlabWord(pfn, 500 + pfn, 2)).isTrue();
        assertThat(pages.slabWord(pfn)).isEqualTo(2);
      }
    }
    assertThat(pages.addressOf(1) - pages.addressOf(0)).isEqualTo(64);
  }

  /** Flags are set and cleared one by one, and leave the compound alone. */
  @Test
  void flags_ofACompound_leaveItsHead() {
    pages.makeCompound(8, 2);
    for (long pfn = 8; pfn < 12; pfn++) {
      pages.set(pfn, PageDescriptors.SLAB | PageDescriptors.LRU);
      pages.clear(pfn, PageDescriptors.LRU);
      assertThat(pages.has(pfn, PageDescriptors.SLAB)).isTrue();
      assertThat(pages.has(pfn, PageDescriptors.LRU)).isFalse();
      assertThat(pages.headOf(pfn)).isEqualTo(8);
    }
    assertThat(pages.has(8, PageDescriptors.HEAD)).isTrue();
    pages.splitCompound(8, 2);
    for (long pfn = 8; pfn < 12; pfn++) {
      assertThat(pages.headOf(pfn)).isEqualTo(pfn);
      assertThat(pages.has(pfn, PageDescriptors.HEAD)).isFalse();
    }
  }

  /** Pages come off a list as they went on, from both ends and from the middle. */
  @Test
  void list_addedAndRemoved_keepsItsOrder() {
    PageList list = pages.newList();
    assertThat(list.removeFirst()).isEqualTo(PageList.NONE);
    assertThat(list.removeLast()).isEqualTo(PageList.NONE);
    list.addLast(0);
    list.addLast(1);
    list.addFirst(2);
    list.addLast(3);
    assertThat(list.size()).isEqualTo(4);
    list.remove(1);
    assertThat(list.after(0)).isEqualTo(3);
    assertThat(list.after(3)).isEqualTo(PageList.NONE);
    assertThat(list.isConsistent(pfn -> pfn != 1)).isTrue();
    assertThat(list.isConsistent(pfn -> pfn != 0)).isFalse();
    assertThat(list.removeFirst()).isEqualTo(2);
    assertThat(list.removeLast()).isEqualTo(3);
    assertThat(list.first()).isZero();
    assertThat(list.last()).isZero();
    list.remove(0);
    assertThat(list.isEmpty()).isTrue();
  }

  /** A page that is not on the list, or whose links were overwritten, is told. */
  @Test
  void list_corrupted_isTold() {
    PageList list = pages.newList();
    list.addLast(1);
    list.addLast(2);
    list.remove(1);
    assertThatThrownBy(() -> list.remove(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("list corruption at page 1");
    pages.setPrevious(2, 7);
    assertThat(list.isConsistent(pfn -> true)).isFalse();
    assertThatThrownBy(() -> list.remove(2)).isInstanceOf(IllegalStateException.class);
  }

  /** There are as many lists as were asked for. */
  @Test
  void newList_beyondTheNumber_throws() {
    pages.newList();
    pages.newList();
    assertThatThrownBy(pages::newList).isInstanceOf(IllegalStateException.class);
  }

  /** The kernel's own pieces are aligned, apart, and cut off from the top. */
  @Test
  void memblock_reserve_cutsFromTheTop() {
    Memblock fresh = new Memblock(PhysicalMemory.onHeap(1 << 20));
    long first = fresh.reserve(100, 64);
    long second = fresh.reserve(4096, 4096);
    assertThat(first % 64).isZero();
    assertThat(second % 4096).isZero();
    assertThat(second + 4096).isLessThanOrEqualTo(first);
    assertThat(first + 100).isLessThanOrEqualTo(PhysicalMemory.DIRECT_MAP + (1 << 20));
    assertThat(fresh.freePages()).isEqualTo(254);
    assertThatThrownBy(() -> fresh.reserve(1 << 20, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("take more");
  }
}
