package org.kernsync.kernel.mm.slab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.mm.AllocatorOptions;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Many threads allocate and free memory of random sizes, their own and each other's, while some
 * allocations fail: each piece keeps what its owner wrote, and in the end all is as in the
 * beginning. {@code -Dkernsync.slab.operations=10000000} for the long form.
 */
class SlabHammerTest {
  private static final int OPERATIONS = Integer.getInteger("kernsync.slab.operations", 400_000);
  private static final int THREADS = 8;
  private static final int PLACES = 512;
  private static final int MAX_SIZE = 12_000;

  enum Kind {
    PLATFORM,
    VIRTUAL;

    Thread start(Runnable action) {
      return this == PLATFORM
          ? Thread.ofPlatform().start(action)
          : Thread.startVirtualThread(action);
    }
  }

  /** The threads exchange pieces through places, so half of all frees are another thread's. */
  private static final class Hammer {
    private final KernelAllocator allocator;
    private final PhysicalMemory memory;
    private final AtomicLongArray places = new AtomicLongArray(PLACES);
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger zeros = new AtomicInteger();

    Hammer(KernelAllocator allocator) {
      this.allocator = allocator;
      this.memory = allocator.memory();
    }

    void run(Kind kind, int operations) throws InterruptedException {
      CountDownLatch gate = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        long seed = t + 1L;
        threads.add(
            kind.start(
                () -> {
                  try {
                    gate.await();
                    work(seed, operations / THREADS);
                  } catch (Throwable failure) {
                    failures.add(failure);
                  }
                }));
      }
      gate.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      for (int i = 0; i < PLACES; i++) {
        checkAndFree(places.getAndSet(i, 0));
      }
      assertThat(failures).isEmpty();
    }

    private void work(long seed, int operations) {
      long random = seed * 0x9E37_79B9_7F4A_7C15L;
      for (int i = 0; i < operations && failures.isEmpty(); i++) {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        long piece = (random >>> 8 & 3) == 0 ? 0 : newPiece(random);
        checkAndFree(places.getAndSet((int) (random >>> 32) & PLACES - 1, piece));
      }
    }

    private long newPiece(long random) {
      int range = (random >>> 12 & 31) == 0 ? MAX_SIZE : 300;
      int size = 16 + (int) ((random >>> 20 & 0xf_ffff) % range);
      long piece = allocator.kmalloc(size, Gfp.KERNEL);
      if (piece == 0) {
        zeros.incrementAndGet();
        return 0;
      }
      int rounded = size & -Long.BYTES;
      long stamp = random >>> 24 << 24 | rounded;
      memory.putLong(piece, stamp);
      for (long at = Long.BYTES; at < rounded; at += Long.BYTES) {
        memory.putLong(piece + at, stamp ^ at);
      }
      return piece;
    }

    private void checkAndFree(long piece) {
      if (piece == 0) {
        return;
      }
      long stamp = memory.getLong(piece);
      int rounded = (int) stamp & 0xff_ffff;
      if (rounded > MAX_SIZE + 16) {
        throw new AssertionError("piece 0x" + Long.toHexString(piece) + " has lost its stamp");
      }
      for (long at = Long.BYTES; at < rounded; at += Long.BYTES) {
        if (memory.getLong(piece + at) != (stamp ^ at)) {
          throw new AssertionError("piece 0x" + Long.toHexString(piece) + " damaged at " + at);
        }
      }
      memory.putLong(piece, -1);
      allocator.kfree(piece);
    }

    void assertAllIsBack() {
      assertThat(allocator.verify()).isEmpty();
      assertThat(allocator.leaks()).isNull();
      allocator.shrink();
      assertThat(allocator.verify()).isEmpty();
      assertThat(allocator.pages().usedPages()).isZero();
    }
  }

  /** With memory to spare, and each thousandth allocation failing on purpose. */
  @ParameterizedTest
  @EnumSource
  void randomSizes_manyThreads_contentKeptAllBack(Kind kind) throws InterruptedException {
    FaultInjection faults = new FaultInjection();
    AllocatorOptions options = AllocatorOptions.ofSize(64L << 20).failingBy(faults);
    try (KernelAllocator allocator = KernelAllocator.of(options)) {
      faults.failEvery(1_000);
      Hammer hammer = new Hammer(allocator);
      hammer.run(kind, kind == Kind.PLATFORM ? OPERATIONS : OPERATIONS / 8);
      assertThat(hammer.zeros.get()).isEqualTo((int) faults.failed()).isPositive();
      hammer.assertAllIsBack();
    }
  }

  /** All caches looking for misuse find none. */
  @Test
  void randomSizes_checkedCaches_nothingFound() throws InterruptedException {
    AllocatorOptions options =
        AllocatorOptions.ofSize(64L << 20).checkedFor(SlabCheck.RED_ZONE, SlabCheck.POISON);
    try (KernelAllocator allocator = KernelAllocator.of(options)) {
      Hammer hammer = new Hammer(allocator);
      hammer.run(Kind.PLATFORM, OPERATIONS / 20);
      hammer.assertAllIsBack();
    }
  }

  /** Slabs are taken off the CPUs again and again while these use them: nothing is lost. */
  @Test
  void shrink_whileThreadsAllocate_contentKeptAllBack() throws InterruptedException {
    try (KernelAllocator allocator = KernelAllocator.ofSize(64L << 20)) {
      Hammer hammer = new Hammer(allocator);
      AtomicInteger running = new AtomicInteger(1);
      Thread shrinker =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (running.get() != 0) {
                      allocator.shrink();
                      Thread.yield();
                    }
                  });
      hammer.run(Kind.PLATFORM, OPERATIONS / 4);
      running.set(0);
      shrinker.join();
      hammer.assertAllIsBack();
    }
  }

  /** Where memory is short all the time, allocations fail, nothing else. */
  @Test
  void randomSizes_memoryShort_contentKeptAllBack() throws InterruptedException {
    try (KernelAllocator allocator = KernelAllocator.ofSize(16L << 20)) {
      List<Long> pages = new ArrayList<>();
      for (long pfn; (pfn = allocator.pages().allocPages(0, Gfp.ATOMIC)) >= 0; ) {
        pages.add(pfn);
      }
      for (int i = 0; i < 100; i++) {
        allocator.pages().freePages(pages.removeLast(), 0);
      }
      Hammer hammer = new Hammer(allocator);
      hammer.run(Kind.PLATFORM, OPERATIONS / 20);
      assertThat(hammer.zeros.get()).isPositive();
      pages.forEach(pfn -> allocator.pages().freePages(pfn, 0));
      hammer.assertAllIsBack();
    }
  }
}
