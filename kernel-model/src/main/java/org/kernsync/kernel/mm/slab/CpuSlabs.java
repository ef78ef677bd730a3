package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * What each CPU has of each cache, {@code struct kmem_cache_cpu}: an entry of 64 bytes in a per-CPU
 * area of the memory itself, so that neither an allocation nor a free follows a reference of Java.
 *
 * <p>Entry 0 of each slot belongs to no cache: its owner word is one that no page has, so that a
 * free of what is no slab's ends in the slow path, where it is looked at.
 */
final class CpuSlabs {
  /*
   * offset  field            written by
   * 0       freelist         address of the first free object of the CPU's own; 0 = none
   * 8       owner            owner word of the slab that the freelist is of; 0 = none
   * 16      allocations      by this CPU
   * 24      frees            by this CPU
   * 32      partial          owner word of the first slab put aside; 0 = none
   * 40      partial objects  free objects in these slabs, when they were put aside
   * 48      link offset      where in a free object the next one's address is; never changes
   * 56      slow             allocations that the freelist did not serve
   *
   * All plain: inside of a section of the slot (see MemoryHost#enter), which orders them; sums are
   * read opaque, and may be late.
   */
  static final int FREELIST = 0;
  static final int OWNER = 8;
  static final int ALLOCATIONS = 16;
  static final int FREES = 24;
  static final int PARTIAL = 32;
  static final int PARTIAL_OBJECTS = 40;
  static final int LINK_OFFSET = 48;
  static final int SLOW = 56;

  private static final int ENTRY_SHIFT = 6;
  private static final long NO_PAGE = -1L;

  private final PhysicalMemory memory;
  private final long base;
  private final int slots;
  private final int slotShift;

  CpuSlabs(Memblock memblock, int slots, int caches) {
    this.memory = memblock.memory();
    this.slots = slots;
    this.slotShift = ENTRY_SHIFT + Integer.SIZE - Integer.numberOfLeadingZeros(caches - 1);
    this.base = memblock.reserve((long) slots << slotShift, PhysicalMemory.PAGE_SIZE);
    for (int slot = 0; slot < slots; slot++) {
      memory.putLong(at(slot, 0) + OWNER, NO_PAGE);
    }
  }

  /** The address of a CPU's entry for a cache. */
  long at(int slot, int id) {
    return base + ((long) slot << slotShift) + ((long) id << ENTRY_SHIFT);
  }

  int slots() {
    return slots;
  }

  /** Begins with nothing on any CPU. */
  void clear(int id, int linkOffset) {
    for (int slot = 0; slot < slots; slot++) {
      long cpu = at(slot, id);
      memory.fill(cpu, 1L << ENTRY_SHIFT, (byte) 0);
      memory.putLong(cpu + LINK_OFFSET, linkOffset);
    }
  }

  /** One more in a counter of the caller's slot. */
  void increment(long counter) {
    memory.putLongOpaque(counter, memory.getLong(counter) + 1); // opaque: one writer; sums are late
  }

  void add(long counter, long amount) {
    memory.putLongOpaque(counter, memory.getLong(counter) + amount); // opaque: as #increment
  }

  /** The sum of a counter over all CPUs. */
  long sum(int id, int field) {
    long sum = 0;
    for (int slot = 0; slot < slots; slot++) {
      sum += memory.getLongOpaque(at(slot, id) + field); // opaque: pairs with #increment
    }
    return sum;
  }
}
