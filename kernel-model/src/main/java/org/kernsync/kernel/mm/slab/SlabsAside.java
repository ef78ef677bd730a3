package org.kernsync.kernel.mm.slab;

import static org.kernsync.kernel.mm.slab.SlabChain.NONE;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Slabs between a CPU and the node: those that a CPU takes off the node's list, keeps aside for
 * itself, and gives to the node again; at the end all of them.
 *
 * <p>A slab is frozen while it is a CPU's, or in a chain that the caller owns. Under the node's
 * lock it changes between frozen and listed.
 */
final class SlabsAside {
  private final MemoryHost host;
  private final PhysicalMemory memory;
  private final PageDescriptors pages;
  private final CpuSlabs cpus;
  private final int id;
  private final int cpuPartial;
  private final int minPartial;
  private final SlabPages slabs;
  private final SlabFreelist freelist;
  private final SlabChain chains;
  private final NodeSlabs node;

  SlabsAside(SlabAllocator allocator, SlabPages slabs, int id) {
    this.host = allocator.host();
    this.pages = allocator.pages();
    this.memory = pages.memory();
    this.cpus = allocator.cpus();
    this.id = id;
    this.cpuPartial = slabs.geometry().cpuPartial();
    this.minPartial = slabs.geometry().minPartial();
    this.slabs = slabs;
    this.freelist = slabs.freelist();
    this.chains = slabs.chain();
    this.node = slabs.node();
  }

  // ---- one CPU

  /** Makes a slab that was put aside the CPU's own. In a section of the CPU's slot. */
  boolean own(long cpu) {
    long owner = memory.getLong(cpu + CpuSlabs.PARTIAL);
    if (owner == NONE) {
      return false;
    }
    long next = chains.next(owner);
    long left = memory.getLong(cpu + CpuSlabs.PARTIAL_OBJECTS) - slabs.freeObjects(owner);
    memory.putLong(cpu + CpuSlabs.PARTIAL, next);
    memory.putLong(cpu + CpuSlabs.PARTIAL_OBJECTS, next == NONE ? 0 : Math.max(0, left));
    memory.putLong(cpu + CpuSlabs.OWNER, owner);
    return true;
  }

  /** Puts frozen slabs aside for the caller's CPU; where these are many, the earlier ones go. */
  void put(long chain) {
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
        long next = chains.next(owner);
        chains.setNext(owner, partial);
        partial = owner;
        objects += slabs.freeObjects(owner);
        owner = next;
      }
      memory.putLong(cpu + CpuSlabs.PARTIAL, partial);
      memory.putLong(cpu + CpuSlabs.PARTIAL_OBJECTS, objects);
    } finally {
      host.exit(slot);
    }
    slabs.discardAll(leave(before));
  }

  // ---- the node

  /** Takes slabs off the node's list, enough for half of what a CPU may keep. */
  long takePartial() {
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
        chains.setNext(owner, chain);
        chain = owner;
        objects += slabs.freeObjects(owner);
      }
    } finally {
      lock.unlock(flags);
    }
    return chain;
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
        long next = chains.next(owner);
        long head = SlabOwner.head(owner);
        long word = setFrozen(head, false);
        if (SlabWord.inUse(word) == 0 && node.partialCount() >= minPartial) {
          node.unregister(head);
          chains.setNext(owner, discards);
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

  private long setFrozen(long head, boolean frozen) {
    while (true) {
      long word = freelist.word(head);
      if (freelist.trySetFrozen(head, word, frozen)) {
        return word;
      }
    }
  }

  // ---- all CPUs

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
          chains.setNext(owner, discards[0]);
          discards[0] = owner;
        }
      }
    } finally {
      lock.unlock(flags);
    }
    long given = 0;
    for (long owner = discards[0]; owner != NONE; owner = chains.next(owner)) {
      given += 1L << pages.order(SlabOwner.head(owner));
    }
    slabs.discardAll(discards[0]);
    return given;
  }

  /** Gives a CPU's slabs to the node; other CPUs may be at it, too. */
  private void leaveTo(long[] discards, long chain) {
    long mine = leave(chain);
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      while (mine != NONE) {
        long next = chains.next(mine);
        chains.setNext(mine, discards[0]);
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
      chains.setNext(owner, chain);
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
}
