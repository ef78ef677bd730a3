package org.kernsync.kernel.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.slab.CacheOptions;
import org.kernsync.kernel.mm.slab.KmemCache;
import org.kernsync.kernel.mm.slot.SlotCache;
import org.kernsync.kernel.mm.slot.SlotSource;

/**
 * The model's own structures in its own memory: caches of slabs, and blocks of pages. Who asks and
 * may sleep waits for reclaim; who may not takes from the reserves.
 */
final class KernelSlots implements SlotSource {
  private static final int CACHE_LINE = 64;

  private final KernelAllocator allocators;
  private final MemoryHost host;
  private final AtomicLong stacks; // pages in blocks: nothing but kernel stacks asks for any

  KernelSlots(KernelAllocator allocators, MemoryHost host, AtomicLong stacks) {
    this.allocators = allocators;
    this.host = host;
    this.stacks = stacks;
  }

  private int gfp() {
    return host.maySleep() ? Gfp.KERNEL : Gfp.ATOMIC;
  }

  @Override
  public SlotCache cache(String name, int bytes) {
    CacheOptions options = new CacheOptions(name, bytes).alignedTo(CACHE_LINE);
    return new Slab(allocators.slabs().create(options));
  }

  @Override
  public SlotCache pages(int order) {
    return new Pages(order);
  }

  private final class Slab implements SlotCache {
    private final KmemCache cache;

    Slab(KmemCache cache) {
      this.cache = cache;
    }

    @Override
    public PhysicalMemory memory() {
      return allocators.memory();
    }

    @Override
    public long allocate() {
      return cache.alloc(gfp());
    }

    @Override
    public void free(long slot) {
      cache.free(slot);
    }
  }

  private final class Pages implements SlotCache {
    private final PageAllocator pages = allocators.pages();
    private final int order;

    Pages(int order) {
      this.order = order;
    }

    @Override
    public PhysicalMemory memory() {
      return allocators.memory();
    }

    @Override
    public long allocate() {
      long pfn = pages.allocPages(order, gfp());
      if (pfn < 0) {
        return 0;
      }
      stacks.getAndAdd(1L << order); // volatile: a count alone
      return PhysicalMemory.addressOf(pfn);
    }

    @Override
    public void free(long slot) {
      pages.freePages(PhysicalMemory.pfnOf(slot), order);
      stacks.getAndAdd(-(1L << order)); // volatile: a count alone
    }
  }
}
