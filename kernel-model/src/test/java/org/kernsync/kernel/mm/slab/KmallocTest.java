package org.kernsync.kernel.mm.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.mm.AllocatorOptions;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

class KmallocTest {
  private static final long BYTES = 32L << 20;

  private final KernelAllocator allocator = KernelAllocator.ofSize(BYTES);
  private final Kmalloc kmalloc = allocator.kmalloc();
  private final PhysicalMemory memory = allocator.memory();

  /** After each test: everything is as it should be, and what is left is what the test left. */
  @AfterEach
  void verify() {
    try {
      assertThat(allocator.verify()).isEmpty();
    } finally {
      allocator.close();
    }
  }

  private void assertNothingLeft() {
    assertThat(allocator.leaks()).isNull();
    allocator.shrink();
    assertThat(allocator.pages().usedPages()).isZero();
  }

  /** Each size gets the smallest class that holds it. */
  @ParameterizedTest
  @CsvSource({
    "1,8",
    "8,8",
    "9,16",
    "16,16",
    "17,32",
    "32,32",
    "33,64",
    "64,64",
    "65,96",
    "96,96",
    "97,128",
    "128,128",
    "129,192",
    "192,192",
    "193,256",
    "256,256",
    "257,512",
    "512,512",
    "513,1024",
    "1024,1024",
    "1025,2048",
    "2049,4096",
    "4096,4096",
    "4097,8192",
    "8192,8192",
    "8193,12288"
  })
  void ksize_anySize_smallestClassThatHolds(long size, long expected) {
    long address = kmalloc.kmalloc(size, Gfp.KERNEL);
    long had = kmalloc.ksize(address);
    kmalloc.kfree(address);
    assertThat(had).isEqualTo(expected <= 8192 ? expected : 16384);
    assertNothingLeft();
  }

  /** Pieces that are allocated at the same time do not overlap, and what is written stays. */
  @Test
  void kmalloc_manySizes_noOverlap() {
    List<Long> addresses = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int size = 1; size < 20_000; size += 1 + size / 7) {
      for (int i = 0; i < 40; i++) {
        long address = kmalloc.kmalloc(size, Gfp.KERNEL);
        assertThat(address).isNotZero();
        memory.fill(address, size, (byte) addresses.size());
        addresses.add(address);
        sizes.add(size);
      }
    }
    for (int i = 0; i < addresses.size(); i++) {
      for (int at = 0; at < sizes.get(i); at += 1 + at / 3) {
        assertThat(memory.getByte(addresses.get(i) + at)).isEqualTo((byte) i);
      }
      assertThat(memory.getByte(addresses.get(i) + sizes.get(i) - 1)).isEqualTo((byte) i);
    }
    assertThat(allocator.verify()).isEmpty();
    addresses.forEach(kmalloc::kfree);
    assertNothingLeft();
  }

  /** A power of two is aligned to itself, up to a page. */
  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 32768})
  void kmalloc_powerOfTwo_alignedToItself(int size) {
    long[] addresses = new long[20];
    assertThat(kmalloc.kmallocBulk(size, Gfp.KERNEL, addresses, addresses.length)).isTrue();
    for (long address : addresses) {
      assertThat(address % Math.min(size, 4096)).isZero();
    }
    kmalloc.kfreeBulk(addresses, addresses.length);
    assertNothingLeft();
  }

  /** Zeroed memory reads as zero also where it was used before, from caches and from pages. */
  @ParameterizedTest
  @ValueSource(ints = {24, 4096, 20_000})
  void kzalloc_usedMemory_readsAsZero(int size) {
    for (int round = 0; round < 3; round++) {
      long address = kmalloc.kzalloc(size, Gfp.KERNEL);
      for (int at = 0; at < size; at++) {
        assertThat(memory.getByte(address + at)).isZero();
      }
      memory.fill(address, size, (byte) 0x5a);
      kmalloc.kfree(address);
    }
    assertNothingLeft();
  }

  /** What memory held stays when it grows and shrinks; it moves only where it must. */
  @Test
  void krealloc_growsAndShrinks_keepsContent() {
    long address = kmalloc.krealloc(0, 10, Gfp.KERNEL);
    memory.fill(address, 10, (byte) 7);
    long grown = kmalloc.krealloc(address, 16, Gfp.KERNEL);
    assertThat(grown).isEqualTo(address);
    long moved = kmalloc.krealloc(grown, 30_000, Gfp.KERNEL);
    assertThat(moved).isNotEqualTo(address);
    for (int at = 0; at < 10; at++) {
      assertThat(memory.getByte(moved + at)).isEqualTo((byte) 7);
    }
    assertThat(kmalloc.krealloc(moved, 5, Gfp.KERNEL)).isEqualTo(moved);
    assertThat(kmalloc.krealloc(moved, 0, Gfp.KERNEL)).isEqualTo(Kmalloc.ZERO_SIZE);
    assertNothingLeft();
  }

  /** Nothing has an address of its own that can be freed; a negative size is refused. */
  @Test
  void kmalloc_zeroAndNegative_asDocumented() {
    assertThat(kmalloc.kmalloc(0, Gfp.KERNEL)).isEqualTo(Kmalloc.ZERO_SIZE);
    kmalloc.kfree(Kmalloc.ZERO_SIZE);
    kmalloc.kfree(0);
    assertThat(kmalloc.ksize(Kmalloc.ZERO_SIZE)).isZero();
    assertThat(kmalloc.kmalloc(Kmalloc.MAX_SIZE + 1L, Gfp.KERNEL)).isZero();
    assertThatThrownBy(() -> kmalloc.kmalloc(-1, Gfp.KERNEL))
        .isInstanceOf(IllegalArgumentException.class);
    assertNothingLeft();
  }

  /**
   * What is asked for with a special flag comes from caches of its own, DMA from the lowest zone.
   */
  @Test
  void kmalloc_dmaAndReclaimable_ownCaches() {
    long dma = kmalloc.kmalloc(100, Gfp.KERNEL | Gfp.DMA);
    long reclaimable = kmalloc.kmalloc(100, Gfp.KERNEL | Gfp.RECLAIMABLE);
    assertThat(active("dma-kmalloc-128")).isOne();
    assertThat(active("kmalloc-rcl-128")).isOne();
    assertThat(active("kmalloc-128")).isZero();
    assertThat(allocator.pages().zoneOf(PhysicalMemory.pfnOf(dma)).index()).isZero();
    kmalloc.kfree(dma);
    kmalloc.kfree(reclaimable);
    assertNothingLeft();
  }

  private long active(String cache) {
    return allocator.slabs().caches().stream()
        .filter(c -> c.name().equals(cache))
        .findFirst()
        .orElseThrow()
        .info()
        .activeObjects();
  }

  /** Where the memory is full, an allocation is 0, and all works again once some is freed. */
  @Test
  void kmalloc_memoryFull_zeroUntilFreed() {
    List<Long> addresses = new ArrayList<>();
    for (long address; (address = kmalloc.kmalloc(8192, Gfp.NOWAIT)) != 0; ) {
      addresses.add(address);
    }
    assertThat(addresses).hasSizeGreaterThan(1_000);
    Set<Long> different = new HashSet<>(addresses);
    assertThat(different).hasSameSizeAs(addresses);
    kmalloc.kfree(addresses.removeLast());
    long again = kmalloc.kmalloc(8192, Gfp.NOWAIT);
    assertThat(again).isNotZero();
    addresses.add(again);
    addresses.forEach(kmalloc::kfree);
    assertNothingLeft();
  }

  /** The nth allocation fails, and no other; and a bulk that fails leaves nothing. */
  @Test
  void failNth_bulkAllocation_leavesNothing() {
    FaultInjection faults = new FaultInjection();
    try (KernelAllocator failing =
        KernelAllocator.of(AllocatorOptions.ofSize(BYTES).failingBy(faults))) {
      for (int n = 1; n <= 10; n++) {
        faults.failNth(n);
        assertThat(failing.kmalloc().kmallocBulk(64, Gfp.KERNEL, new long[10], 10)).isFalse();
        assertThat(failing.leaks()).isNull();
      }
      assertThat(faults.failed()).isEqualTo(10);
      faults.failEvery(2);
      int zeros = 0;
      for (int i = 0; i < 100; i++) {
        long address = failing.kmalloc(i % 2 == 0 ? 100_000 : 64, Gfp.KERNEL);
        zeros += address == 0 ? 1 : 0;
        failing.kfree(address);
      }
      assertThat(zeros).isEqualTo(50);
      faults.stop();
      assertThat(failing.leaks()).isNull();
      assertThat(failing.verify()).isEmpty();
    }
  }

  /** What never fails is not let fail, and does not count: the next one does. */
  @Test
  void failNth_noFail_doesNotFail() {
    FaultInjection faults = new FaultInjection();
    try (KernelAllocator failing =
        KernelAllocator.of(AllocatorOptions.ofSize(BYTES).failingBy(faults))) {
      faults.failEvery(1);
      for (int size : new int[] {64, 100_000}) {
        long address = failing.kmalloc(size, Gfp.KERNEL | Gfp.NOFAIL);
        assertThat(address).isNotZero();
        failing.kfree(address);
        assertThat(failing.kmalloc(size, Gfp.KERNEL)).isZero();
      }
      assertThat(faults.failed()).isEqualTo(2);
      assertThat(failing.leaks()).isNull();
    }
  }

  /** What is freed twice is found while it is on top of its list; nothing has changed then. */
  @ParameterizedTest
  @ValueSource(ints = {64, 3000, 8192, 100_000})
  void kfree_twiceInARow_found(int size) {
    long address = kmalloc.kmalloc(size, Gfp.KERNEL);
    kmalloc.kfree(address);
    assertThatThrownBy(() -> kmalloc.kfree(address))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Long.toHexString(address));
    assertNothingLeft();
  }

  /** Addresses that kmalloc never returned are refused. */
  @Test
  void kfree_strangeAddress_refused() {
    long large = kmalloc.kmalloc(50_000, Gfp.KERNEL);
    for (long strange : new long[] {1, -1, large + 8, large + 4096, large - 4096, 1L << 40}) {
      assertThatThrownBy(() -> kmalloc.kfree(strange))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("kmalloc");
    }
    kmalloc.kfree(large);
    assertNothingLeft();
  }
}
