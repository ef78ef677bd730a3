package org.kernsync.kernel.mm.slab;

import java.util.function.LongConsumer;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * The slow path of a cache: where a CPU gets its next slab from, and where the objects of slabs go
 * that are not the CPU's own.
 *
 * <p>Each step is either inside of a section of the slot, or under the node's lock, or neither;
 * never both. What a step leaves behind is true, whatever interrupts or other CPUs do before the
 * next one, which looks the CPU up again.
 */
final class SlabRefill {
  /*
   * Chains: slabs that the caller owns (frozen), or that are to be given back, are linked by their
   * owner words through the descriptor's list link, which nobody else uses: slabs are on no PageList.
   */
  private static final int LINK = 40;
  private static final long NONE = 0;

  private final SlabAllocator allocator;
  private final MemoryHost host;
  private final PhysicalMemory memory;
  private final PageDescriptors pages;
  private final CpuSlabs cpus;
  private final CacheOptions options;
  private final SlabLayout layout;
  private final int id;
  private final SlabGeometry geometry;
  private final SlabGeometry smallest;
  private final int cpuPartial;
  private final int minPartial;
  private final SlabFreelist freelist;
  private final NodeSlabs node;

  SlabRefill(SlabAllocator allocator, CacheOptions options, int id) {
    this.allocator = allocator;
    this.host = allocator.host();
    this.pages = allocator.pages();
    this.memory = pages.memory();
    this.cpus = allocator.cpus();
    this.options = options;
    this.layout = options.layout();
    this.id = id;
    this.geometry = SlabGeometry.of(layout.size(), allocator.processors());
    this.smallest = geometry.smallest();
    this.cpuPartial = geometry.cpuPartial();
    this.minPartial = geometry.minPartial();
    this.freelist = new SlabFreelist(pages, layout.linkOffset());
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

  /** How many objects a slab has: fewer where memory was short when it was made. */
  int objects(long head) {
    return pages.order(head) == geometry.order() ? geometry.objects() : smallest.objects();
  }

  // ---- taking

  /** Takes an object where the CPU's freelist has none. */
  long take(int gfp) {
    while (true) {
      long object = takeOnThisCpu();
      if (object != 0) {
        return object;
      }
      long chain = takePartial();
      if (chain == NONE) {
        chain = newSlab(gfp, true, null);
      }
      if (chain == NONE) {
        return takeFromAnybody();
      }
      putAside(chain);
    }
  }

  /** Takes from what the CPU has: its freelist, its slab's word, the slabs it put aside. */
  private long takeOnThisCpu() {
    int slot = host.enter();
    try {
      long cpu = cpus.at(slot, id);
      cpus.increment(cpu + CpuSlabs.SLOW);
      long object = memory.getLong(cpu + CpuSlabs.FREELIST);
      while (object == 0) {
        long owner = memory.getLong(cpu + CpuSlabs.OWNER);
        if (owner != NONE) {
          long head = SlabOwner.head(owner);
          object = freelist.takeAllOrLeave(head, objects(head));
          if (object == 0) {
            memory.putLong(cpu + CpuSlabs.OWNER, NONE);
          }
        } else if (!takeAside(cpu)) {
          return 0;
        }
      }
      memory.putLong(cpu + CpuSlabs.FREELIST, freelist.link(object));
      cpus.increment(cpu + CpuSlabs.ALLOCATIONS);
      return object;
    } finally {
      host.exit(slot);
    }
  }

  /** Makes a slab that was put aside the CPU's own. */
  private boolean takeAside(long cpu) {
    long owner = memory.getLong(cpu + CpuSlabs.PARTIAL);
    if (owner == NONE) {
      return false;
    }
    long next = link(owner);
    long left = memory.getLong(cpu + CpuSlabs.PARTIAL_OBJECTS) - freeObjects(owner);
    memory.putLong(cpu + CpuSlabs.PARTIAL, next);
    memory.putLong(cpu + CpuSlabs.PARTIAL_OBJECTS, next == NONE ? 0 : Math.max(0, left));
    memory.putLong(cpu + CpuSlabs.OWNER, owner);
    return true;
  }

  /** Takes slabs off the node's list, enough for half of what a CPU may keep. */
  private long takePartial() {
    long chain = NONE;
    int objects = 0;
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      while (node.partialCount() > 0 && (chain == NONE || objects <= cpuPartial / 2)) {
        long head = node.lastPartial();
        node.removePartial(head);
        setFrozen(head, true);
        long owner = SlabOwner.of(id, head);
        setLink(owner, chain);
        chain = owner;
        objects += freeObjects(owner);
      }
    } finally {
      lock.unlock(flags);
    }
    return chain;
  }

  private long setFrozen(long head, boolean frozen) {
    while (true) {
      long word = freelist.word(head);
      if (freelist.trySetFrozen(head, word, frozen)) {
        return word;
      }
    }
  }

  private int freeObjects(long owner) {
    long head = SlabOwner.head(owner);
    return objects(head) - SlabWord.inUse(freelist.word(head));
  }

  /**
   * The last resort before an allocation fails: one object of any slab, also of one that another
   * CPU owns and to which objects were put back meanwhile.
   */
  private long takeFromAnybody() {
    MemoryLock lock = node.lock();
    long object = 0;
    long flags = lock.lock();
    try {
      for (int place = 0; place < node.count() && object == 0; place++) {
        long head = node.slab(place);
        long word = freelist.word(head);
        while (object == 0 && SlabWord.freelist(word) != SlabWord.NONE) {
          object = freelist.tryTakeOne(head, word);
          word = freelist.word(head);
        }
        boolean leaves = SlabWord.isFrozen(word) || SlabWord.freelist(word) == SlabWord.NONE;
        if (leaves && node.isPartial(head)) { // full, or full and then taken aside by who put back
          node.removePartial(head);
        }
      }
    } finally {
      lock.unlock(flags);
    }
    if (object != 0) {
      count(CpuSlabs.ALLOCATIONS, 1);
    }
    return object;
  }

  // ---- putting

  /** Puts an object back to its slab, which is not the CPU's own. */
  void put(long owner, long object) {
    long head = SlabOwner.head(owner);
    count(CpuSlabs.FREES, 1);
    while (true) {
      long word = freelist.word(head);
      long first = SlabFreelist.first(head, word);
      int inUse = SlabWord.inUse(word);
      if (SlabFreelist.isSurelyFree(head, word, object)) {
        count(CpuSlabs.FREES, -1);
        allocator.reports().freedTwice(options.name(), object);
        return;
      }
      boolean frozen = SlabWord.isFrozen(word);
      if (!frozen && first != 0 && inUse == 1) {
        putLast(head, object);
        return;
      }
      // A full slab is on no list: who puts an object back takes it aside, for its CPU.
      boolean takes = !frozen && first == 0;
      if (freelist.tryPut(head, word, object, object, 1, frozen || takes)) {
        if (takes) {
          setLink(owner, NONE);
          putAside(owner);
        }
        return;
      }
    }
  }

  /** Puts back what may be the last object in use of a slab on the node's list. */
  private void putLast(long head, long object) {
    boolean discards = false;
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      long word;
      do {
        word = freelist.word(head);
      } while (!freelist.tryPut(head, word, object, object, 1, SlabWord.isFrozen(word)));
      if (!SlabWord.isFrozen(word)) {
        if (!node.isPartial(head)) {
          node.addPartial(head);
        }
        discards = SlabWord.inUse(word) == 1 && node.partialCount() >= minPartial;
        if (discards) {
          node.removePartial(head);
          node.unregister(head);
        }
      }
    } finally {
      lock.unlock(flags);
    }
    if (discards) {
      discard(head);
    }
  }

  /** Puts frozen slabs aside for the caller's CPU; where these are many, the earlier ones go. */
  private void putAside(long chain) {
    long before = NONE;
    int slot = host.enter();
    try {
      long cpu = cpus.at(slot, id);
      long objects = memory.getLong(cpu + CpuSlabs.PARTIAL_OBJECTS);
      long partial = memory.getLong(cpu + CpuSlabs.PARTIAL);
      if (objects > cpuPartial) {
        before = partial;
        partial = NONE;
        objects = 0;
      }
      for (long owner = chain; owner != NONE; ) {
        long next = link(owner);
        setLink(owner, partial);
        partial = owner;
        objects += freeObjects(owner);
        owner = next;
      }
      memory.putLong(cpu + CpuSlabs.PARTIAL, partial);
      memory.putLong(cpu + CpuSlabs.PARTIAL_OBJECTS, objects);
    } finally {
      host.exit(slot);
    }
    discardAll(leave(before));
  }

  /**
   * Gives frozen slabs to the node.
   *
   * @return the chain of those that are empty and one too many, no slabs of this cache any more
   */
  private long leave(long chain) {
    if (chain == NONE) {
      return NONE;
    }
    long discards = NONE;
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      for (long owner = chain; owner != NONE; ) {
        long next = link(owner);
        long head = SlabOwner.head(owner);
        long word = setFrozen(head, false);
        if (SlabWord.inUse(word) == 0 && node.partialCount() >= minPartial) {
          node.unregister(head);
          setLink(owner, discards);
          discards = owner;
        } else if (SlabWord.freelist(word) != SlabWord.NONE) {
          node.addPartial(head);
        }
        owner = next;
      }
    } finally {
      lock.unlock(flags);
    }
    return discards;
  }

  // ---- slabs

  /**
   * Makes a slab.
   *
   * @param frozen whether it is the caller's
   * @param onObject what to do with each object besides, or null
   * @return its owner word, or {@link #NONE}
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
        return NONE;
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
    setLink(owner, NONE);
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

  void discardAll(long chain) {
    for (long owner = chain; owner != NONE; ) {
      long next = link(owner);
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

  /** Gives all back that no user has: what CPUs keep, what the node keeps. */
  long shrink() {
    long[] discards = {NONE};
    host.onEachSlot(slot -> leaveTo(discards, takeOff(slot)));
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      for (int place = node.partialCount() - 1; place >= 0; place--) {
        long head = node.partial(place);
        if (SlabWord.inUse(freelist.word(head)) == 0) {
          node.removePartial(head);
          node.unregister(head);
          long owner = SlabOwner.of(id, head);
          setLink(owner, discards[0]);
          discards[0] = owner;
        }
      }
    } finally {
      lock.unlock(flags);
    }
    long given = 0;
    for (long owner = discards[0]; owner != NONE; owner = link(owner)) {
      given += 1L << pages.order(SlabOwner.head(owner));
    }
    discardAll(discards[0]);
    return given;
  }

  /** Gives a CPU's slabs to the node; other CPUs may be at it, too. */
  private void leaveTo(long[] discards, long chain) {
    long mine = leave(chain);
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      while (mine != NONE) {
        long next = link(mine);
        setLink(mine, discards[0]);
        discards[0] = mine;
        mine = next;
      }
    } finally {
      lock.unlock(flags);
    }
  }

  /** Takes all slabs from a CPU, whose slot nobody is in. */
  private long takeOff(int slot) {
    long cpu = cpus.at(slot, id);
    long chain = memory.getLong(cpu + CpuSlabs.PARTIAL);
    long owner = memory.getLong(cpu + CpuSlabs.OWNER);
    if (owner != NONE) {
      putAll(SlabOwner.head(owner), memory.getLong(cpu + CpuSlabs.FREELIST));
      setLink(owner, chain);
      chain = owner;
    }
    memory.putLong(cpu + CpuSlabs.FREELIST, 0);
    memory.putLong(cpu + CpuSlabs.OWNER, NONE);
    memory.putLong(cpu + CpuSlabs.PARTIAL, NONE);
    memory.putLong(cpu + CpuSlabs.PARTIAL_OBJECTS, 0);
    return chain;
  }

  private void putAll(long head, long first) {
    if (first == 0) {
      return;
    }
    int count = 1;
    long last = first;
    for (long next = freelist.link(first); next != 0; next = freelist.link(next)) {
      last = next;
      count++;
    }
    long word;
    do {
      word = freelist.word(head);
    } while (!freelist.tryPut(head, word, first, last, count, true));
  }

  // ---- counts

  /** Counts on the caller's CPU. */
  void count(int field, long amount) {
    int slot = host.enter();
    try {
      cpus.add(cpus.at(slot, id) + field, amount);
    } finally {
      host.exit(slot);
    }
  }

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

  /** The slab behind one that was put aside, for checks at rest. */
  long nextAside(long owner) {
    return link(owner);
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

  private long link(long owner) {
    return memory.getLong(
        pages.addressOf(SlabOwner.head(owner)) + LINK); // plain: the chain's owner
  }

  private void setLink(long owner, long next) {
    memory.putLong(pages.addressOf(SlabOwner.head(owner)) + LINK, next); // plain: as #link
  }
}
