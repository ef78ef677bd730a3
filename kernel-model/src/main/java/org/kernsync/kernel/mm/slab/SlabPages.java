package org.kernsync.kernel.mm.slab;

import java.util.function.LongConsumer;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * The slabs of a cache as pages: how they are cut, made, given back and counted.
 *
 * <p><b>Context.</b> Neither inside of a section of the slot, nor under the node's lock.
 */
final class SlabPages {
  private final SlabAllocator allocator;
  private final MemoryHost host;
  private final PageDescriptors pages;
  private final CpuSlabs cpus;
  private final CacheOptions options;
  private final SlabLayout layout;
  private final int id;
  private final SlabGeometry geometry;
  private final SlabGeometry smallest;
  private final SlabFreelist freelist;
  private final SlabChain chain;
  private final NodeSlabs node;

  SlabPages(SlabAllocator allocator, CacheOptions options, int id) {
    this.allocator = allocator;
    this.host = allocator.host();
    this.pages = allocator.pages();
    this.cpus = allocator.cpus();
    this.options = options;
    this.layout = options.layout();
    this.id = id;
    this.geometry = SlabGeometry.of(layout.size(), allocator.processors());
    this.smallest = geometry.smallest();
    this.freelist = new SlabFreelist(pages, layout.linkOffset());
    this.chain = new SlabChain(pages);
    this.node = new NodeSlabs(host.newLock("kmem_cache_node"), pages);
  }

  SlabGeometry geometry() {
    return geometry;
  }

  SlabFreelist freelist() {
    return freelist;
  }

  NodeSlabs node() {
    return node;
  }

  SlabChain chain() {
    return chain;
  }

  /** How many objects a slab has: fewer where memory was short when it was made. In any context. */
  int objects(long head) {
    return pages.order(head) == geometry.order() ? geometry.objects() : smallest.objects();
  }

  /** How many free objects a slab has, possibly stale. In any context. */
  int freeObjects(long owner) {
    long head = SlabOwner.head(owner);
    return objects(head) - SlabWord.inUse(freelist.word(head));
  }

  // ---- making

  /**
   * Makes a slab.
   *
   * @param frozen whether it is the caller's
   * @param onObject what to do with each object besides, or null
   * @return its owner word, or {@link SlabChain#NONE}
   */
  long newSlab(int gfp, boolean frozen, LongConsumer onObject) {
    int pageGfp = gfp & ~Gfp.ZERO | options.pageGfp();
    SlabGeometry cut = geometry;
    long head = -1;
    if (geometry.order() > smallest.order()) {
      int light = pageGfp & ~(Gfp.DIRECT_RECLAIM | Gfp.NOFAIL) | Gfp.NORETRY | Gfp.NOWARN;
      head = allocator.pageAllocator().allocPages(geometry.order(), light);
    }
    if (head < 0) {
      cut = smallest;
      head = allocator.pageAllocator().allocPages(smallest.order(), pageGfp);
      if (head < 0) {
        return SlabChain.NONE;
      }
    }
    long first = cut(head, cut, onObject);
    long owner = SlabOwner.of(id, head);
    for (long pfn = head; pfn < head + (1L << cut.order()); pfn++) {
      pages.set(pfn, PageDescriptors.SLAB);
      pages.setMapping(pfn, owner);
    }
    pages.setOrder(head, cut.order());
    freelist.begin(head, first, frozen);
    chain.setNext(owner, SlabChain.NONE);
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      node.register(head);
      if (!frozen) {
        node.addPartial(head);
      }
    } finally {
      lock.unlock(flags);
    }
    return owner;
  }

  /** Links the objects of a new slab, the first one first. */
  private long cut(long head, SlabGeometry cut, LongConsumer onObject) {
    long first = PhysicalMemory.addressOf(head) + layout.left();
    long last = first + (long) (cut.objects() - 1) * cut.size();
    LongConsumer constructor = options.constructor();
    for (long object = first; object <= last; object += cut.size()) {
      if (onObject != null) {
        onObject.accept(object);
      }
      if (constructor != null) {
        constructor.accept(object);
      }
      freelist.setLink(object, object == last ? 0 : object + cut.size());
    }
    return first;
  }

  // ---- giving back

  /** Gives all slabs of a chain back, which are registered no more. */
  void discardAll(long slabs) {
    for (long owner = slabs; owner != SlabChain.NONE; ) {
      long next = chain.next(owner);
      discard(SlabOwner.head(owner));
      owner = next;
    }
  }

  /** Gives the pages of a slab back that is registered no more. */
  void discard(long head) {
    if (options.isTypesafeByRcu()) {
      host.afterGracePeriod(() -> release(head));
    } else {
      release(head);
    }
  }

  private void release(long head) {
    int order = pages.order(head);
    for (long pfn = head; pfn < head + (1L << order); pfn++) {
      pages.setMapping(pfn, 0);
      pages.clear(pfn, PageDescriptors.SLAB);
    }
    pages.setIndex(head, 0);
    pages.setOrder(head, 0);
    allocator.pageAllocator().freePages(head, order);
  }

  // ---- counts

  SlabInfo info() {
    long objects = 0;
    int slabs;
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      slabs = node.count();
      for (int place = 0; place < slabs; place++) {
        objects += objects(node.slab(place));
      }
    } finally {
      lock.unlock(flags);
    }
    long active = cpus.sum(id, CpuSlabs.ALLOCATIONS) - cpus.sum(id, CpuSlabs.FREES);
    return new SlabInfo(
        options.name(),
        active,
        objects,
        geometry.size(),
        geometry.objects(),
        1 << geometry.order(),
        slabs,
        slabs);
  }

  /** Pages in slabs. */
  long pageCount() {
    long total = 0;
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      for (int place = 0; place < node.count(); place++) {
        total += 1L << pages.order(node.slab(place));
      }
    } finally {
      lock.unlock(flags);
    }
    return total;
  }
}
