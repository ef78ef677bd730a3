package org.kernsync.kernel.mm.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.ZoneLimits;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** The page cache and its lists, on plain threads. */
class PageCacheTest {
  private static final long BYTES = 16L << 20;

  private final PhysicalMemory memory = PhysicalMemory.onHeap(BYTES);
  private final Memblock memblock = new Memblock(memory);
  private final PageDescriptors pages =
      new PageDescriptors(memblock, PageAllocator.listsNeeded() + PageLru.LISTS);
  private final PlainHost host = new PlainHost();
  private final PageAllocator allocator =
      new PageAllocator(host, memblock, pages, ZoneLimits.of(BYTES));
  private final ReclaimEvents events = new ReclaimEvents();
  private final PageLru lru = new PageLru(host, pages, events);
  private final PageCache cache = new PageCache(host, allocator, lru);
  private final PageReclaim reclaim = new PageReclaim(lru, cache, new Shrinkers(events), events);
  private final FileMapping file = cache.newMapping();

  /** Uses a page of the file for a moment. */
  private long touch(long index) {
    long pfn = file.take(index);
    assertThat(pfn).isNotEqualTo(FileMapping.NONE);
    file.release(pfn);
    return pfn;
  }

  private void assertAllGivenBack() {
    cache.drop();
    assertThat(cache.size()).isZero();
    assertThat(lru.inactivePages() + lru.activePages()).isZero();
    allocator.drainAll();
    assertThat(allocator.usedPages()).isZero();
    assertThat(allocator.verify()).isEmpty();
  }

  /** The second look finds the page of the first, with what was written. */
  @Test
  void take_twice_isTheSamePage() {
    long pfn = touch(7);
    memory.putLong(PhysicalMemory.addressOf(pfn), 42);
    assertThat(touch(7)).isEqualTo(pfn);
    assertThat(memory.getLong(PhysicalMemory.addressOf(pfn))).isEqualTo(42);
    assertThat(touch(8)).isNotEqualTo(pfn);
    assertThat(cache.size()).isEqualTo(2);
    assertAllGivenBack();
  }

  /** Pages that were used once go in the order in which they came. */
  @Test
  void shrink_usedOnce_oldestGoFirst() {
    for (int i = 0; i < 100; i++) {
      touch(i);
    }
    assertThat(reclaim.shrink(0, PageLru.CLUSTER, true)).isEqualTo(PageLru.CLUSTER);
    assertThat(cache.size()).isEqualTo(100 - PageLru.CLUSTER);
    assertThat(file.isCached(PageLru.CLUSTER - 1)).isFalse();
    assertThat(file.isCached(PageLru.CLUSTER)).isTrue();
    assertThat(events.get(ReclaimEvent.PGSTEAL_KSWAPD)).isEqualTo(PageLru.CLUSTER);
    assertThat(events.get(ReclaimEvent.PGSCAN_KSWAPD)).isEqualTo(PageLru.CLUSTER);
    assertThat(events.get(ReclaimEvent.PGSTEAL_DIRECT)).isZero();
    assertAllGivenBack();
  }

  /** A page used again while inactive gets a second chance; used once more, it becomes active. */
  @Test
  void shrink_usedAgain_outlivesTheOthers() {
    for (int i = 0; i < 100; i++) {
      touch(i);
    }
    touch(0); // noted
    touch(1);
    touch(1); // active
    assertThat(lru.activePages()).isEqualTo(1);
    assertThat(events.get(ReclaimEvent.PGACTIVATE)).isEqualTo(1);
    assertThat(reclaim.shrink(0, 90, false)).as("three clusters less one").isEqualTo(95);
    assertThat(file.isCached(0)).as("second chance").isTrue();
    assertThat(file.isCached(1)).as("active").isTrue();
    assertThat(file.isCached(2)).isFalse();
    assertAllGivenBack();
  }

  /** Where all are active, the oldest of them become inactive and go. */
  @Test
  void shrink_allActive_refillsTheInactiveList() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        touch(i);
      }
    }
    assertThat(lru.activePages()).isEqualTo(100);
    assertThat(reclaim.shrink(0, PageLru.CLUSTER, true)).isEqualTo(PageLru.CLUSTER);
    assertThat(events.get(ReclaimEvent.PGDEACTIVATE)).isPositive();
    assertThat(lru.activePages()).isPositive();
    assertAllGivenBack();
  }

  /** A page that somebody has at this moment stays. */
  @Test
  void shrink_pageInUse_keepsIt() {
    long held = file.take(0);
    touch(1);
    assertThat(reclaim.shrink(0, 100, true)).isEqualTo(1);
    assertThat(file.isCached(0)).isTrue();
    assertThat(lru.inactivePages()).isEqualTo(1);
    file.release(held);
    assertThat(reclaim.shrink(0, 100, true)).isEqualTo(1);
    assertAllGivenBack();
  }

  /**
   * A file that is dropped while somebody has a page: that page is free with the last reference.
   */
  @Test
  void drop_pageInUse_freesItLater() {
    long held = file.take(0);
    touch(1);
    cache.drop();
    assertThat(cache.size()).isEqualTo(1);
    file.release(held);
    assertThat(cache.size()).isZero();
    assertAllGivenBack();
  }

  /**
   * Users, reclaim and drops at once, on a memory that never suffices: every page has one owner at
   * a time, and all come back.
   */
  @Test
  void cache_usersAgainstReclaim_losesNothing() throws Exception {
    int threads = 4;
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch ready = new CountDownLatch(threads);
    List<Thread> crew = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      crew.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    ready.countDown();
                    try {
                      ready.await();
                      work(number);
                    } catch (Throwable thrown) {
                      failure.set(thrown);
                    }
                  }));
    }
    for (Thread thread : crew) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertAllGivenBack();
  }

  private void work(int number) {
    long at = number;
    for (int i = 0; i < 20_000; i++) {
      at = at * 6364136223846793005L + 1442695040888963407L;
      long index = at >>> 56;
      if (i % 64 == number) {
        reclaim.shrink(1, PageLru.CLUSTER, number % 2 == 0);
      } else if (i % 5_000 == 17) {
        cache.drop();
      } else {
        long pfn = file.take(index);
        assertThat(pages.index(pfn)).isEqualTo(index);
        assertThat(pages.refcount(pfn)).isPositive();
        file.release(pfn);
      }
    }
  }
}
