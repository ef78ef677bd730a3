package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Eight threads allocate and free blocks of random orders in real memory, also each other's. Each
 * block is stamped by its owner at both ends: two owners would find each other's stamps.
 */
class PageAllocatorHammerTest {
  private static final int THREADS = 8;
  private static final int OPERATIONS = Integer.getInteger("kernsync.hammer.operations", 30_000);
  private static final int HELD = 40;

  private record Block(long pfn, int order, long stamp) {}

  private final PhysicalMemory memory = PhysicalMemory.map(256 << 20);
  private final Memblock memblock = new Memblock(memory);
  private final PageAllocator allocator =
      new PageAllocator(
          new PlainHost(),
          memblock,
          new PageDescriptors(memblock, PageAllocator.listsNeeded()),
          ZoneLimits.of(memory.size()));
  private final ConcurrentLinkedQueue<Block> given = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Nothing is lost, nothing has two owners, all merges in the end. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allocPages_manyThreads_conserve(boolean virtual) throws InterruptedException {
    hammer(virtual, this::play);
    assertThat(failure.get()).isNull();
    given.forEach(this::check);
    given.forEach(block -> allocator.freePages(block.pfn, block.order));
    assertWhole();
  }

  /** Slots are drained while their owners are at work: no page is lost on the way. */
  @Test
  void drainAll_whileOthersAllocate_losesNothing() throws InterruptedException {
    hammer(
        false,
        seed -> {
          if (seed == 0) {
            for (int i = 0; i < 200; i++) {
              allocator.drainAll();
            }
          } else {
            play(seed);
          }
        });
    assertThat(failure.get()).isNull();
    given.forEach(block -> allocator.freePages(block.pfn, block.order));
    assertWhole();
  }

  private interface Part {
    void play(long seed);
  }

  private void hammer(boolean virtual, Part part) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      long seed = i;
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
      threads.add(
          builder.start(
              () -> {
                try {
                  part.play(seed);
                } catch (Throwable thrown) {
                  failure.compareAndSet(null, thrown);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void play(long seed) {
    Random random = new Random(seed);
    Block[] held = new Block[HELD];
    for (int i = 0; i < OPERATIONS && failure.get() == null; i++) {
      int place = random.nextInt(HELD);
      if (held[place] == null) {
        held[place] = allocate(random, seed << 32 | i);
      } else if (random.nextInt(4) == 0) {
        given.add(held[place]);
        held[place] = given.poll();
      } else {
        check(held[place]);
        allocator.freePages(held[place].pfn, held[place].order);
        held[place] = null;
      }
    }
    for (Block block : held) {
      if (block != null) {
        given.add(block);
      }
    }
  }

  private Block allocate(Random random, long stamp) {
    int order = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
    int gfp = random.nextBoolean() ? Gfp.NOWAIT : Gfp.NOWAIT | Gfp.MOVABLE;
    long pfn = allocator.allocPages(order, gfp);
    if (pfn < 0) {
      throw new AssertionError("no block of order " + order + " in " + allocator);
    }
    memory.putLong(PhysicalMemory.addressOf(pfn), stamp);
    memory.putLong(lastWord(pfn, order), stamp);
    return new Block(pfn, order, stamp);
  }

  private static long lastWord(long pfn, int order) {
    return PhysicalMemory.addressOf(pfn + (1L << order)) - Long.BYTES;
  }

  private void check(Block block) {
    long first = memory.getLong(PhysicalMemory.addressOf(block.pfn));
    long last = memory.getLong(lastWord(block.pfn, block.order));
    if (first != block.stamp || last != block.stamp) {
      throw new AssertionError("somebody else wrote to " + block);
    }
  }

  private void assertWhole() {
    assertThat(allocator.verify()).isEmpty();
    assertThat(allocator.usedPages()).isZero();
    allocator.drainAll();
    assertThat(allocator.verify()).isEmpty();
    for (Zone zone : allocator.zones()) {
      assertThat(zone.freePages()).isEqualTo(zone.managedPages());
      assertThat(zone.freeBlocks(FreeAreas.MAX_ORDER))
          .isEqualTo(zone.managedPages() >> FreeAreas.MAX_ORDER);
    }
    memory.close();
  }
}
