package org.kernsync.kernel.mm.slab;

import static org.kernsync.kernel.mm.slab.SlabChain.NONE;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;
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
  private final SlabAllocator allocator;
  private final MemoryHost host;
  private final PhysicalMemory memory;
  private final CpuSlabs cpus;
  private final CacheOptions options;
  private final int id;
  private final int minPartial;
  private final SlabPages slabs;
  private final SlabsAside aside;
  private final SlabFreelist freelist;
  private final SlabChain chains;
  private final NodeSlabs node;

  SlabRefill(SlabAllocator allocator, CacheOptions options, SlabPages slabs, int id) {
    this.allocator = allocator;
    this.host = allocator.host();
    this.memory = allocator.pages().memory();
    this.cpus = allocator.cpus();
    this.options = options;
    this.id = id;
    this.minPartial = slabs.geometry().minPartial();
    this.slabs = slabs;
    this.aside = new SlabsAside(allocator, slabs, id);
    this.freelist = slabs.freelist();
    this.chains = slabs.chain();
    this.node = slabs.node();
  }

  // ---- taking

  /** Takes an object where the CPU's freelist has none. */
  long take(int gfp) {
    while (true) {
      long object = takeOnThisCpu();
      if (object != 0) {
        return object;
      }
      long chain = aside.takePartial();
      if (chain == NONE) {
        chain = slabs.newSlab(gfp, true, null);
      }
      if (chain == NONE) {
        return takeFromAnybody();
      }
      aside.put(chain);
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
          object = freelist.takeAllOrLeave(head, slabs.objects(head));
          if (object == 0) {
            memory.putLong(cpu + CpuSlabs.OWNER, NONE);
          }
        } else if (!aside.own(cpu)) {
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
          chains.setNext(owner, NONE);
          aside.put(owner);
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
      slabs.discard(head);
    }
  }

  /** Gives all back that no user has: what CPUs keep, what the node keeps. */
  long shrink() {
    return aside.shrink();
  }

  /** Counts on the caller's CPU. */
  void count(int field, long amount) {
    int slot = host.enter();
    try {
      cpus.add(cpus.at(slot, id) + field, amount);
    } finally {
      host.exit(slot);
    }
  }
}
