package org.kernsync.kernel.mm.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.mm.AllocatorOptions;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** Each kind of misuse that a checked cache looks for is provoked, found, reported, survived. */
class SlabCheckTest {
  private static final int SIZE = 40;

  private final KernelAllocator allocator = KernelAllocator.ofSize(32L << 20);
  private final PhysicalMemory memory = allocator.memory();
  private final KmemCache cache =
      allocator.newCache(
          new CacheOptions("suspect", SIZE)
              .checkedFor(SlabCheck.RED_ZONE, SlabCheck.POISON, SlabCheck.STORE_USER));

  /** After each test: no object is lost, no slab damaged. */
  @AfterEach
  void verify() {
    try {
      assertThat(allocator.verify()).isEmpty();
      allocator.slabs().destroy(cache);
    } finally {
      allocator.close();
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFound(Runnable misuse) {
    return assertThatThrownBy(misuse::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BUG suspect: ");
  }

  private static String hex(long object) {
    return "0x" + Long.toHexString(object);
  }

  private long allocateHere() {
    return cache.alloc(Gfp.KERNEL);
  }

  private void freeHere(long object) {
    cache.free(object);
  }

  /** A write behind the end is found when the object is freed; then it can be freed. */
  @ParameterizedTest
  @ValueSource(ints = {SIZE, SIZE + 7, -1, -8})
  void free_writtenOutside_redZoneFound(int offset) {
    long object = allocateHere();
    memory.putByte(object + offset, (byte) 1);
    assertFound(() -> cache.free(object))
        .hasMessageContaining("red zone overwritten at offset " + offset)
        .hasMessageContaining("0x01 instead of 0xcc")
        .hasMessageContaining(hex(object))
        .hasMessageContaining("allocateHere");
    cache.free(object);
  }

  /** What was written into a free object is found when it is allocated again. */
  @ParameterizedTest
  @ValueSource(ints = {0, 17, SIZE - 1})
  void alloc_freeObjectWritten_poisonFound(int offset) {
    long object = allocateHere();
    freeHere(object);
    memory.putByte(object + offset, (byte) 1);
    assertFound(this::allocateHere)
        .hasMessageContaining("Poison overwritten at offset " + offset)
        .hasMessageContaining("while it was free")
        .hasMessageContaining(hex(object))
        .hasMessageContaining("freeHere");
    long again = allocateHere();
    assertThat(again).isEqualTo(object);
    cache.free(again);
  }

  /** Whatever is looked for, a write to a freed object does not lead allocations astray. */
  @ParameterizedTest
  @EnumSource(SlabCheck.class)
  void alloc_freeObjectWritten_objectsStayApart(SlabCheck check) {
    KmemCache checked = allocator.newCache(new CacheOptions("other", SIZE).checkedFor(check));
    long first = checked.alloc(Gfp.KERNEL);
    long second = checked.alloc(Gfp.KERNEL);
    checked.free(first);
    checked.free(second);
    for (long at = 0; at < SIZE; at += Long.BYTES) {
      memory.putLong(second + at, second + 4); // looks like an address, and is none
    }
    if (check == SlabCheck.POISON) {
      assertThatThrownBy(() -> checked.alloc(Gfp.KERNEL))
          .hasMessageContaining("Poison overwritten");
    }
    assertThat(List.of(checked.alloc(Gfp.KERNEL), checked.alloc(Gfp.KERNEL)))
        .containsExactly(second, first);
    checked.free(first);
    checked.free(second);
    allocator.slabs().destroy(checked);
  }

  /** Who reads a freed object reads poison. */
  @Test
  void free_thenRead_poison() {
    long object = allocateHere();
    memory.fill(object, SIZE, (byte) 7);
    cache.free(object);
    assertThat(memory.getLong(object)).isEqualTo(0x6b6b_6b6b_6b6b_6b6bL);
    assertThat(memory.getByte(object + SIZE - 1)).isEqualTo((byte) 0xa5);
  }

  /** A second free is found wherever the object is on its list, with both places. */
  @Test
  void free_twice_foundWithBothStacks() {
    long object = allocateHere();
    long other = allocateHere();
    freeHere(object);
    freeHere(other);
    assertFound(() -> cache.free(object))
        .hasMessageContaining("already free")
        .hasMessageContaining("allocated by")
        .hasMessageContaining("allocateHere")
        .hasMessageContaining("freed by")
        .hasMessageContaining("freeHere");
  }

  /** An address inside of an object is none. */
  @Test
  void free_insideOfObject_found() {
    long object = allocateHere();
    assertFound(() -> cache.free(object + 8)).hasMessageContaining("inside of an object");
    cache.free(object);
  }

  /** What is left is listed with the places where it was allocated. */
  @Test
  void destroy_objectsLeft_listedWithStacks() {
    List<Long> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      held.add(allocateHere());
    }
    assertThatThrownBy(() -> allocator.slabs().destroy(cache))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("suspect: 3 objects were not freed")
        .hasMessageContaining(hex(held.get(2)))
        .hasMessageContaining("allocateHere");
    held.forEach(cache::free);
  }

  /** The checks do their part over many slabs, too: nothing is found where nothing is wrong. */
  @Test
  void allocAndFree_manyObjects_nothingFound() {
    List<Long> held = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 500; i++) {
        long object = allocateHere();
        memory.fill(object, SIZE, (byte) i);
        held.add(object);
      }
      assertThat(allocator.verify()).isEmpty();
      held.forEach(cache::free);
      held.clear();
    }
  }

  /** An object that has a constructor is not poisoned: it stays constructed. */
  @Test
  void poison_constructed_leftAlone() {
    KmemCache constructed =
        allocator.newCache(
            new CacheOptions("constructed", SIZE)
                .constructedBy(object -> memory.putLong(object, 42))
                .checkedFor(SlabCheck.POISON));
    long object = constructed.alloc(Gfp.KERNEL);
    constructed.free(object);
    assertThat(memory.getLong(object)).isEqualTo(42);
    allocator.slabs().destroy(constructed);
  }

  /** Caches of kmalloc are checked if the allocator's options say so. */
  @Test
  void kmalloc_checked_misuseFound() {
    AllocatorOptions options =
        AllocatorOptions.ofSize(32L << 20).onHeap().checkedFor(SlabCheck.RED_ZONE);
    try (KernelAllocator checked = KernelAllocator.of(options)) {
      long address = checked.kmalloc(60, Gfp.KERNEL);
      checked.memory().putLong(address + 64, 1);
      assertThatThrownBy(() -> checked.kfree(address))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("BUG kmalloc-64: Right red zone overwritten at offset 64");
      checked.kfree(address);
      assertThat(checked.leaks()).isNull();
    }
  }
}
