package org.kernsync.kernel.mm.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.mm.AllocatorOptions;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.ZoneLimits;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.rcu.Rcu;

class KmemCacheTest {
  private final KernelAllocator allocator = KernelAllocator.ofSize(32L << 20);
  private final PhysicalMemory memory = allocator.memory();

  /** After each test: all slabs are as they should be. */
  @AfterEach
  void verify() {
    try {
      assertThat(allocator.verify()).isEmpty();
    } finally {
      allocator.close();
    }
  }

  private KmemCache cache(int size) {
    return allocator.newCache(new CacheOptions("test", size));
  }

  /** Runs on another thread, so in another slot, and comes back. */
  static void elsewhere(Runnable action) {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Thread thread = new Thread(action);
    thread.setUncaughtExceptionHandler((t, failure) -> failures.add(failure));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(failures).isEmpty();
  }

  /** Objects come and go in any order, over many slabs: none twice, all counted, none left. */
  @ParameterizedTest
  @ValueSource(ints = {8, 24, 200, 1000, 5000, 40_000})
  void allocAndFree_randomOrder_noneTwiceNoneLeft(int size) {
    KmemCache cache = cache(size);
    Random random = new Random(size);
    List<Long> held = new ArrayList<>();
    Set<Long> addresses = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      if (held.isEmpty() || held.size() < 300 && random.nextInt(100) < (i < 10_000 ? 60 : 40)) {
        long object = cache.alloc(Gfp.KERNEL);
        assertThat(addresses.add(object)).isTrue();
        memory.putLong(object, object ^ size);
        held.add(object);
      } else {
        long object = held.remove(random.nextInt(held.size()));
        assertThat(memory.getLong(object)).isEqualTo(object ^ size);
        addresses.remove(object);
        cache.free(object);
      }
    }
    assertThat(allocator.verify()).isEmpty();
    assertThat(cache.info().activeObjects()).isEqualTo(held.size());
    held.forEach(cache::free);
    allocator.slabs().destroy(cache);
    allocator.shrink();
    assertThat(allocator.pages().usedPages()).isZero();
  }

  /** What one thread allocates and another frees comes back to the first one's slabs. */
  @Test
  void free_onAnotherCpu_objectsComeBack() throws Exception {
    KmemCache cache = cache(64);
    int perRound = 5 * cache.geometry().objects();
    long[] held = new long[perRound];
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 100; round++) {
        assertThat(cache.allocBulk(Gfp.KERNEL, held, perRound)).isTrue();
        other.submit(() -> cache.freeBulk(held, perRound)).get();
      }
    }
    assertThat(allocator.verify()).isEmpty();
    assertThat(cache.info().slabs()).isLessThanOrEqualTo(100); // of 500, had none come back
    assertThat(cache.info().activeObjects()).isZero();
    allocator.slabs().destroy(cache);
  }

  /** Where no pages are left, objects that were put back to another CPU's slab are still found. */
  @Test
  void alloc_memoryFull_takesFromAnotherCpusSlab() {
    KmemCache cache = cache(2048);
    int perSlab = cache.geometry().objects();
    List<Long> held = new ArrayList<>();
    elsewhere(
        () -> {
          for (int i = 0; i < perSlab; i++) {
            held.add(cache.alloc(Gfp.KERNEL));
          }
        });
    List<Long> pages = new ArrayList<>();
    for (long pfn; (pfn = allocator.pages().allocPages(0, Gfp.ATOMIC | Gfp.MEMALLOC)) >= 0; ) {
      pages.add(pfn);
    }
    assertThat(cache.alloc(Gfp.NOWAIT)).isZero();
    for (long object : held) {
      cache.free(object);
    }
    Set<Long> again = new HashSet<>();
    for (long object; (object = cache.alloc(Gfp.NOWAIT)) != 0; ) {
      assertThat(again.add(object)).isTrue();
      assertThat(allocator.slabs().verify()).isEmpty();
    }
    assertThat(again).containsExactlyInAnyOrderElementsOf(held);
    again.forEach(cache::free);
    pages.forEach(pfn -> allocator.pages().freePages(pfn, 0));
    allocator.slabs().destroy(cache);
  }

  /** Each object is constructed once, when its slab is made, and stays so over its free times. */
  @Test
  void constructor_objectUsedAgain_constructedOnce() {
    AtomicInteger constructed = new AtomicInteger();
    KmemCache cache =
        allocator.newCache(
            new CacheOptions("constructed", 40)
                .constructedBy(
                    object -> {
                      memory.putLong(object, 42);
                      constructed.incrementAndGet();
                    }));
    for (int i = 0; i < 1_000; i++) {
      long object = cache.alloc(Gfp.KERNEL);
      assertThat(memory.getLong(object)).isEqualTo(42);
      cache.free(object);
    }
    assertThat(constructed).hasValue(cache.geometry().objects());
    allocator.slabs().destroy(cache);
  }

  /** Pages of a cache that is type-safe by RCU are given back only after a grace period. */
  @Test
  void typesafeByRcu_slabDiscarded_pagesWaitForReaders() {
    PlainHost host = new PlainHost();
    try (KernelAllocator own = allocatorOn(host)) {
      KmemCache cache = own.newCache(new CacheOptions("typesafe", 512).withTypesafeByRcu());
      long object = cache.alloc(Gfp.KERNEL);
      own.memory().putLong(object, 42);
      host.rcu().readLock();
      try {
        cache.free(object);
        assertThat(cache.shrink()).isPositive();
        own.pages().drainAll();
        assertThat(own.pages().usedPages()).isEqualTo(1L << cache.geometry().order());
        assertThat(own.memory().getLong(object)).isEqualTo(42); // nothing is written into it
      } finally {
        host.rcu().readUnlock();
      }
      host.rcu().barrier();
      own.pages().drainAll();
      assertThat(own.pages().usedPages()).isZero();
      own.slabs().destroy(cache);
      assertThat(own.verify()).isEmpty();
    }
  }

  /** Memory given to kfreeRcu stays while a reader that may see it is in its section. */
  @Test
  void kfreeRcu_readerInside_memoryStays() {
    PlainHost host = new PlainHost();
    try (KernelAllocator own = allocatorOn(host)) {
      int objects = 1_000;
      host.rcu().readLock();
      try {
        for (int i = 0; i < objects; i++) {
          own.kmalloc().kfreeRcu(own.kmalloc(48, Gfp.KERNEL));
        }
        assertThat(own.leaks()).contains("kmalloc-64: " + objects + " objects");
      } finally {
        host.rcu().readUnlock();
      }
      host.rcu().barrier(); // the first batch, which asks for the next grace period
      host.rcu().barrier();
      assertThat(own.leaks()).isNull();
      assertThat(own.verify()).isEmpty();
    }
  }

  /** What is refused after a grace period keeps nothing else from being freed, then or later. */
  @Test
  void kfreeRcu_oneOfThemRefused_othersAreFreed() {
    PlainHost host = new PlainHost();
    List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    try (KernelAllocator own = allocatorOn(host)) {
      Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> told.add(failure));
      long large = own.kmalloc(100_000, Gfp.KERNEL);
      host.rcu().readLock(); // all of it waits: the first alone, the others together
      try {
        own.kfreeRcu(own.kmalloc(48, Gfp.KERNEL));
        own.kfreeRcu(large + 8);
        own.kfreeRcu(own.kmalloc(48, Gfp.KERNEL));
        own.kfreeRcu(large + 16);
        own.kfreeRcu(own.kmalloc(48, Gfp.KERNEL));
      } finally {
        host.rcu().readUnlock();
      }
      own.kfreeRcu(large);
      host.awaitCallbacks();
      assertThat(told)
          .hasSize(2)
          .allMatch(failure -> failure.getMessage().contains("not returned"));
      assertThat(own.leaks()).isNull();
      own.kfreeRcu(own.kmalloc(48, Gfp.KERNEL));
      host.awaitCallbacks();
      assertThat(own.leaks()).isNull();
      assertThat(own.verify()).isEmpty();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** A memory is not closed under what waits for a grace period to free it. */
  @Test
  void close_memoryWaitsForReaders_freedBefore() {
    List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> told.add(failure));
    try {
      Rcu readers = new Rcu();
      for (int round = 0; round < 20; round++) {
        KernelAllocator own =
            KernelAllocator.of(AllocatorOptions.ofSize(16L << 20).withReadersOf(readers));
        KmemCache typesafe = own.newCache(new CacheOptions("typesafe", 4_096).withTypesafeByRcu());
        long object = typesafe.alloc(Gfp.KERNEL);
        typesafe.free(object);
        typesafe.shrink();
        for (int i = 0; i < 10; i++) {
          own.kfreeRcu(own.kmalloc(48, Gfp.KERNEL));
        }
        own.close();
      }
      readers.barrier(); // whatever was still to run has run
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(told).isEmpty();
  }

  /** Readers of the domain that was named are waited for. */
  @Test
  void withReadersOf_readerInside_memoryStays() {
    Rcu readers = new Rcu();
    AllocatorOptions options = AllocatorOptions.ofSize(16L << 20).onHeap().withReadersOf(readers);
    try (KernelAllocator own = KernelAllocator.of(options)) {
      long object = own.kmalloc(48, Gfp.KERNEL);
      readers.readLock();
      try {
        own.kfreeRcu(object);
        assertThat(own.leaks()).contains("kmalloc-64: 1 objects");
      } finally {
        readers.readUnlock();
      }
      readers.barrier();
      assertThat(own.leaks()).isNull();
      readers.close();
      long late = own.kmalloc(48, Gfp.KERNEL);
      assertThatThrownBy(() -> own.kfreeRcu(late))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed domain");
    }
  }

  private static KernelAllocator allocatorOn(PlainHost host) {
    long bytes = 16L << 20;
    return new KernelAllocator(PhysicalMemory.map(bytes), host, 2, ZoneLimits.of(bytes), null);
  }

  /** Shrinking gives back what CPUs keep, too; the cache works on. */
  @Test
  void shrink_slabsKeptByCpus_givesAllBack() {
    KmemCache cache = cache(256);
    List<Long> held = new ArrayList<>();
    elsewhere(
        () -> {
          for (int i = 0; i < 500; i++) {
            held.add(cache.alloc(Gfp.KERNEL));
          }
        });
    for (long object : held.subList(1, held.size())) {
      cache.free(object);
    }
    assertThat(cache.shrink()).isPositive();
    assertThat(cache.info().slabs()).isOne();
    assertThat(allocator.verify()).isEmpty();
    cache.free(held.getFirst());
    assertThat(cache.shrink()).isEqualTo(1L << cache.geometry().order());
    assertThat(cache.info().slabs()).isZero();
  }

  /** A cache with objects is not destroyed: they are reported, and it works on. */
  @Test
  void destroy_objectsLeft_reportedAndAlive() {
    KmemCache cache = cache(100);
    long object = cache.alloc(Gfp.KERNEL);
    assertThatThrownBy(() -> allocator.slabs().destroy(cache))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("test: 1 objects were not freed");
    cache.free(object);
    allocator.slabs().destroy(cache);
    assertThat(allocator.slabs().caches()).doesNotContain(cache);
  }

  /** An object of one cache is not freed to another. */
  @Test
  void free_toWrongCache_refused() {
    KmemCache one = cache(64);
    KmemCache other = allocator.newCache(new CacheOptions("other", 64));
    long object = one.alloc(Gfp.KERNEL);
    assertThatThrownBy(() -> other.free(object))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("other")
        .hasMessageContaining("it is of test");
    one.free(object);
    assertThat(one.info().activeObjects()).isZero();
  }

  /** An object is found freed twice also where it went to another CPU's slab. */
  @Test
  void free_twiceOnAnotherCpu_found() {
    KmemCache cache = cache(64);
    long object = cache.alloc(Gfp.KERNEL);
    elsewhere(
        () -> {
          cache.free(object);
          assertThatThrownBy(() -> cache.free(object))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("already free");
        });
    assertThat(cache.info().activeObjects()).isZero();
  }

  /** Virtual threads share slots, and get objects of their own. */
  @Test
  void allocAndFree_virtualThreads_noneTwice() throws InterruptedException {
    KmemCache cache = cache(64);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 20; t++) {
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
              .start(() -> useAndCheck(cache, 500)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(cache.info().activeObjects()).isZero();
  }

  private void useAndCheck(KmemCache cache, int rounds) {
    Deque<Long> held = new ArrayDeque<>();
    long stamp = Thread.currentThread().threadId();
    for (int i = 0; i < rounds; i++) {
      long object = cache.alloc(Gfp.KERNEL);
      memory.putLong(object, stamp);
      held.add(object);
      if (held.size() > 20) {
        long oldest = held.remove();
        assertThat(memory.getLong(oldest)).isEqualTo(stamp);
        cache.free(oldest);
      }
    }
    held.forEach(cache::free);
  }
}
