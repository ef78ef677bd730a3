package org.kernsync.kernel.mm.slab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;

/** The usual paths make no Java objects. */
class AllocationFreeTest {
  private static final int OPERATIONS = 20_000;
  private static final int TRIES = 20;

  /**
   * The least number of bytes that one of some tries allocated on the heap: compilers come late.
   */
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

  /** Pairs of kmalloc and kfree, and rows of them that go through several slabs. */
  @Test
  void kmallocAndKfree_manyTimes_noJavaObject() {
    try (KernelAllocator allocator = KernelAllocator.ofSize(32L << 20)) {
      assertThat(leastBytes(n -> allocator.kfree(allocator.kmalloc(64, Gfp.KERNEL)))).isZero();
      long[] held = new long[500];
      assertThat(
              leastBytes(
                  n -> {
                    int at = n % held.length;
                    allocator.kfree(held[at]);
                    held[at] = allocator.kmalloc(40 + n % 20, Gfp.KERNEL);
                  }))
          .isZero();
    }
  }

  /** Objects of a cache. */
  @Test
  void allocAndFree_manyTimes_noJavaObject() {
    try (KernelAllocator allocator = KernelAllocator.ofSize(32L << 20)) {
      KmemCache cache = allocator.newCache(new CacheOptions("test", 100));
      assertThat(leastBytes(n -> cache.free(cache.alloc(Gfp.KERNEL)))).isZero();
    }
  }
}
