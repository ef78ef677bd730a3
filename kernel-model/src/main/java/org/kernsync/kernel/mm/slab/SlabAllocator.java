package org.kernsync.kernel.mm.slab;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * All caches of one memory: where they are made and destroyed, listed and checked.
 *
 * <p><b>Context.</b> Making and destroying a cache may wait; checks want the memory to be at rest.
 */
public final class SlabAllocator {
  private static final int FEWEST_CACHES = 64;
  private static final int MOST_CACHES = 512;
  private static final int ENTRY_BYTES = 64;
  private static final int SHARE = 64; // of the memory, at most, for what CPUs know of caches

  private final MemoryHost host;
  private final PageDescriptors pages;
  private final PhysicalMemory memory;
  private final CpuSlabs cpus;
  private final FaultInjection faults;
  private final int processors;
  private final MemoryLock lock;
  private final SlabReports reports;
  private final AtomicInt64 large = new AtomicInt64();

  // Guarded by lock for writing; a cache is set before anybody has an object of it.
  private final KmemCache[] caches;

  private PageAllocator pageAllocator; // plain: set once, before there is a cache

  /**
   * Begins without caches, and cuts off the room for what CPUs will know of them.
   *
   * @param memblock where to cut it off
   * @param pages the descriptors of all pages
   * @param host where this runs
   * @param processors how many there are, for the geometry of slabs
   * @param faults what lets allocations fail, or null
   */
  public SlabAllocator(
      Memblock memblock,
      PageDescriptors pages,
      MemoryHost host,
      int processors,
      FaultInjection faults) {
    this.host = host;
    this.pages = pages;
    this.memory = pages.memory();
    this.processors = processors;
    this.faults = faults;
    this.lock = host.newLock("slab_mutex");
    long room = memory.size() / SHARE / ((long) host.slots() * ENTRY_BYTES);
    this.caches = new KmemCache[Math.clamp(room, FEWEST_CACHES, MOST_CACHES)];
    this.cpus = new CpuSlabs(memblock, host.slots(), caches.length);
    this.reports = new SlabReports(this);
  }

  /**
   * Says where pages come from: once, before the first cache.
   *
   * @param allocator the page allocator
   */
  public void begin(PageAllocator allocator) {
    pageAllocator = allocator;
  }

  /**
   * Makes a cache: {@code kmem_cache_create}.
   *
   * @param options what it is to be like
   * @return the cache
   * @throws IllegalStateException if there are too many
   */
  public KmemCache create(CacheOptions options) {
    while (true) {
      int id = freeId();
      KmemCache cache = new KmemCache(this, options, id);
      long flags = lock.lock();
      try {
        if (caches[id] == null) {
          cpus.clear(id, options.layout().linkOffset());
          caches[id] = cache;
          return cache;
        }
      } finally {
        lock.unlock(flags);
      }
    }
  }

  private int freeId() {
    long flags = lock.lock();
    try {
      for (int id = 1; id < caches.length; id++) { // 0 is no cache
        if (caches[id] == null) {
          return id;
        }
      }
    } finally {
      lock.unlock(flags);
    }
    throw new IllegalStateException("there are " + (caches.length - 1) + " slab caches already");
  }

  /**
   * Destroys a cache: {@code kmem_cache_destroy}. Its objects must have been freed, and nobody uses
   * it any more. Waits for other CPUs.
   *
   * @param cache the cache
   * @throws IllegalStateException if objects are left, which are listed (see {@link
   *     MemoryHost#misuse}); the cache is as before then
   */
  public void destroy(KmemCache cache) {
    cache.shrink();
    String leaks = leaksOf(cache);
    if (leaks != null) {
      host.misuse(leaks);
      return;
    }
    long flags = lock.lock();
    try {
      if (caches[cache.id()] == cache) {
        caches[cache.id()] = null;
      }
    } finally {
      lock.unlock(flags);
    }
  }

  /**
   * What is still allocated from a cache.
   *
   * @param cache the cache, at rest
   * @return a report, or null if nothing is
   */
  public String leaksOf(KmemCache cache) {
    long left = cache.info().activeObjects();
    if (left == 0) {
      return null;
    }
    StringBuilder out =
        new StringBuilder(cache.name()).append(": ").append(left).append(" objects were not freed");
    NodeSlabs node = cache.slabs().node();
    long flags = node.lock().lock();
    try {
      for (int place = 0; place < node.count() && cache.checked() != null; place++) {
        cache.checked().describeInUse(node.slab(place), out);
      }
    } finally {
      node.lock().unlock(flags);
    }
    return out.toString();
  }

  /**
   * All caches.
   *
   * @return the caches, the oldest first as far as numbers were not used again
   */
  public List<KmemCache> caches() {
    List<KmemCache> all = new ArrayList<>();
    long flags = lock.lock();
    try {
      for (KmemCache cache : caches) {
        if (cache != null) {
          all.add(cache);
        }
      }
    } finally {
      lock.unlock(flags);
    }
    return all;
  }

  /** Gives back what no user has, of all caches: under memory pressure. Waits for other CPUs. */
  public void shrinkAll() {
    for (KmemCache cache : caches()) {
      cache.shrink();
    }
  }

  /**
   * Looks at all slabs: no object is on two freelists, counts add up, lists are what they should
   * be. The memory must be at rest: nobody allocates or frees.
   *
   * @return what is wrong, one line each; empty if all is well
   */
  public List<String> verify() {
    List<String> violations = new ArrayList<>();
    for (KmemCache cache : caches()) {
      new SlabVerifier(this, cache, violations).run();
    }
    return violations;
  }

  /**
   * Pages in slabs.
   *
   * @return the pages of all slabs of all caches
   */
  public long slabPages() {
    long total = 0;
    for (KmemCache cache : caches()) {
      total += cache.slabs().pageCount();
    }
    return total;
  }

  /**
   * Pages in slabs of caches whose pages were asked for with {@code Gfp.RECLAIMABLE}: {@code
   * NR_SLAB_RECLAIMABLE}.
   *
   * @return the part of {@link #slabPages} that shrinkers can free
   */
  public long reclaimablePages() {
    long total = 0;
    for (KmemCache cache : caches()) {
      total += cache.options().isReclaimable() ? cache.slabs().pageCount() : 0;
    }
    return total;
  }

  /**
   * Blocks of pages that {@link Kmalloc} gave out, for what is too large for its caches.
   *
   * @return how many are not freed yet
   */
  public long largeBlocks() {
    return large.read();
  }

  void countLarge(int amount) {
    large.add(amount);
  }

  /**
   * What is still allocated from all caches, and large blocks.
   *
   * @return a report, or null if nothing is; at rest
   */
  public String leaks() {
    StringBuilder out = new StringBuilder();
    for (KmemCache cache : caches()) {
      String leaks = leaksOf(cache);
      if (leaks != null) {
        out.append(out.isEmpty() ? "" : System.lineSeparator()).append(leaks);
      }
    }
    long blocks = largeBlocks();
    if (blocks != 0) {
      out.append(out.isEmpty() ? "" : System.lineSeparator())
          .append(blocks)
          .append(" large blocks were not freed");
    }
    return out.isEmpty() ? null : out.toString();
  }

  /** The cache with a number; null if there is none. */
  KmemCache cache(int id) {
    return id < caches.length ? caches[id] : null;
  }

  /**
   * The usual free: puts an object to its CPU's freelist, if its slab is the CPU's own.
   *
   * @param owner the owner word of the object's page, of a cache there is or of none
   * @return false if it has to go another way
   */
  boolean tryPutOnCpu(long owner, long object) {
    boolean twice;
    int slot = host.enter();
    try {
      long cpu = cpus.at(slot, SlabOwner.id(owner));
      if (memory.getLong(cpu + CpuSlabs.OWNER) != owner) { // plain: the slot's section
        return false;
      }
      long first = memory.getLong(cpu + CpuSlabs.FREELIST); // plain: same
      twice = first == object;
      if (!twice) {
        memory.putLong(object + memory.getLong(cpu + CpuSlabs.LINK_OFFSET), first); // plain: same
        memory.putLong(cpu + CpuSlabs.FREELIST, object); // plain: same
        cpus.increment(cpu + CpuSlabs.FREES);
      }
    } finally {
      host.exit(slot);
    }
    if (twice) {
      reports.freedTwice(cache(SlabOwner.id(owner)).name(), object);
    }
    return true;
  }

  /** How many numbers of caches there are: an owner word with a higher one is no slab's. */
  int limit() {
    return caches.length;
  }

  MemoryHost host() {
    return host;
  }

  PageDescriptors pages() {
    return pages;
  }

  CpuSlabs cpus() {
    return cpus;
  }

  FaultInjection faults() {
    return faults;
  }

  int processors() {
    return processors;
  }

  PageAllocator pageAllocator() {
    return pageAllocator;
  }

  SlabReports reports() {
    return reports;
  }
}
