package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** Pages come and go without Java objects, through lists and past them. */
class PageAllocationFreeTest {
  private static final int OPERATIONS = 20_000;
  private static final int TRIES = 20;

  /** The least that one of some tries allocated on the heap: compilers come late. */
  private static long leastBytes(IntConsumer operation) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > 0; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int n = 0; n < OPERATIONS; n++) {
        operation.accept(n);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  /** A page at a time, a hundred in turn, and blocks of all orders. */
  @Test
  void allocAndFreePages_manyTimes_noJavaObject() {
    try (PhysicalMemory memory = PhysicalMemory.map(256 << 20)) {
      Memblock memblock = new Memblock(memory);
      PageDescriptors pages = new PageDescriptors(memblock, PageAllocator.listsNeeded());
      PageAllocator allocator =
          new PageAllocator(new PlainHost(), memblock, pages, ZoneLimits.of(memory.size()));
      long[] held = new long[100];
      for (int i = 0; i < held.length; i++) {
        held[i] = allocator.allocPages(0, Gfp.KERNEL);
      }
      assertThat(leastBytes(n -> allocator.freePages(allocator.allocPages(0, Gfp.KERNEL), 0)))
          .as("through the list of a slot")
          .isZero();
      assertThat(
              leastBytes(
                  n -> {
                    int at = n * 7 % held.length;
                    allocator.freePages(held[at], 0);
                    held[at] = allocator.allocPages(0, n % 3 == 0 ? Gfp.USER_MOVABLE : Gfp.ATOMIC);
                  }))
          .as("batches between lists and zone")
          .isZero();
      assertThat(
              leastBytes(
                  n -> allocator.freePages(allocator.allocPages(n % 11, Gfp.KERNEL), n % 11)))
          .as("blocks")
          .isZero();
    }
  }
}
