package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * A cache of objects of one size: {@code struct kmem_cache}, in the manner of SLUB.
 *
 * <p>Each CPU takes objects from a slab of its own, and puts those of this slab back there. All
 * others are put back to their slab's word by compare-and-set, and the CPU that owns the slab takes
 * them all at once when its own are used up.
 *
 * <pre>{@code
 * KmemCache tasks = slabs.create(new CacheOptions("task_struct", 512).alignedTo(64));
 * long task = tasks.alloc(Gfp.KERNEL);
 * if (task != 0) {
 *   ...
 *   tasks.free(task);
 * }
 * }</pre>
 *
 * <p><b>Context.</b> {@link #free} anywhere, in interrupt handlers too; {@link #alloc} as its flags
 * say. Neither inside of a section of the {@link MemoryHost}.
 *
 * <p><b>Progress.</b> The usual case of both is a few plain loads and stores, without a lock, an
 * atomic instruction or a Java object. A free to another CPU's slab is lock-free. One allocation in
 * as many as a slab has objects takes the node's lock, or asks for pages.
 *
 * <p><b>Memory effects.</b> What was done with an object before it was freed happens-before what is
 * done with it by whom it is allocated to next.
 *
 * <p><b>Differences from Linux.</b> One node. Misuse throws, see {@link MemoryHost#misuse}. Freeing
 * the object that is on top of its freelist is found always; other misuse, if asked for.
 */
public final class KmemCache {
  /*
   * An object is with its user, on the freelist of a CPU, or on the freelist of its slab's word; and
   * counts as in use in the first two cases. A slab is a CPU's own (frozen), put aside by a CPU
   * (frozen), on the node's partial list, or full and on no list.
   */
  private final SlabAllocator allocator;
  private final MemoryHost host;
  private final PhysicalMemory memory;
  private final PageDescriptors pages;
  private final CpuSlabs cpus;
  private final FaultInjection faults; // null: none
  private final CacheOptions options;
  private final int id;
  private final int linkOffset;
  private final int objectSize;
  private final SlabPages slabs;
  private final SlabRefill refill;
  private final CheckedSlabs checked; // null: not checked

  KmemCache(SlabAllocator allocator, CacheOptions options, int id) {
    this.allocator = allocator;
    this.host = allocator.host();
    this.pages = allocator.pages();
    this.memory = pages.memory();
    this.cpus = allocator.cpus();
    this.faults = allocator.faults();
    this.options = options;
    this.id = id;
    SlabLayout layout = options.layout();
    this.linkOffset = layout.linkOffset();
    this.objectSize = layout.objectSize();
    this.slabs = new SlabPages(allocator, options, id);
    this.refill = new SlabRefill(allocator, options, slabs, id);
    this.checked = options.isChecked() ? new CheckedSlabs(allocator, options, slabs, refill) : null;
  }

  /**
   * Allocates an object: {@code kmem_cache_alloc}.
   *
   * @param gfp how, see {@link Gfp}
   * @return its kernel address; 0 if there is no memory
   */
  public long alloc(int gfp) {
    long object = take(gfp);
    MemoryTrace trace = host.trace();
    if (trace != null && object != 0) {
      trace.cacheAlloc(options.name(), object, objectSize, slabs.geometry().size(), gfp);
    }
    return object;
  }

  /** {@link #alloc} without a trace. */
  long take(int gfp) {
    if (faults != null && faults.fails(gfp)) {
      return 0;
    }
    long object = takeFromCpu();
    if (object == 0) {
      object = takeSlow(gfp);
    }
    if ((gfp & Gfp.ZERO) != 0 && object != 0) {
      memory.fill(object, objectSize, (byte) 0);
    }
    return object;
  }

  private long takeFromCpu() {
    int slot = host.enter();
    try {
      long cpu = cpus.at(slot, id);
      long object = memory.getLong(cpu + CpuSlabs.FREELIST); // plain: the slot's section
      if (object != 0) {
        memory.putLong(cpu + CpuSlabs.FREELIST, memory.getLong(object + linkOffset)); // plain: same
        cpus.increment(cpu + CpuSlabs.ALLOCATIONS);
      }
      return object;
    } finally {
      host.exit(slot);
    }
  }

  private long takeSlow(int gfp) {
    return checked == null ? refill.take(gfp) : checked.take(gfp);
  }

  /**
   * Allocates several objects, or none: {@code kmem_cache_alloc_bulk}.
   *
   * @param gfp how, see {@link Gfp}
   * @param objects where to put their addresses, from index 0 on
   * @param count how many
   * @return true if all were allocated; else none is
   */
  public boolean allocBulk(int gfp, long[] objects, int count) {
    for (int i = 0; i < count; i++) {
      long object = alloc(gfp);
      if (object == 0) {
        freeBulk(objects, i);
        return false;
      }
      objects[i] = object;
    }
    return true;
  }

  /**
   * Frees an object: {@code kmem_cache_free}.
   *
   * @param object what {@link #alloc} of this cache returned, and nobody uses any more
   * @throws IllegalStateException if it is not that, as far as it is found (see {@link
   *     MemoryHost#misuse}); nothing has changed then
   */
  public void free(long object) {
    MemoryTrace trace = host.trace();
    if (trace != null) {
      trace.cacheFree(options.name(), object);
    }
    long owner = SlabOwner.at(pages, object);
    if (SlabOwner.id(owner) != id) {
      allocator.reports().freedToWrongCache(this, object, owner);
      return;
    }
    put(owner, object);
  }

  /** {@link #free} without a trace, of an object that is in a slab of this cache. */
  void put(long owner, long object) {
    if (!allocator.tryPutOnCpu(owner, object)) {
      putSlow(owner, object);
    }
  }

  void putSlow(long owner, long object) {
    if (checked == null) {
      refill.put(owner, object);
    } else {
      checked.put(owner, object);
    }
  }

  /**
   * Frees several objects: {@code kmem_cache_free_bulk}.
   *
   * @param objects their addresses, from index 0 on
   * @param count how many
   */
  public void freeBulk(long[] objects, int count) {
    for (int i = 0; i < count; i++) {
      free(objects[i]);
    }
  }

  /**
   * Gives the pages of slabs without objects back, those that CPUs keep too: {@code
   * kmem_cache_shrink}. Waits for other CPUs.
   *
   * @return how many pages were given back
   */
  public long shrink() {
    return refill.shrink();
  }

  /**
   * The cache's name.
   *
   * @return the name
   */
  public String name() {
    return options.name();
  }

  /**
   * Bytes that a user of an object has.
   *
   * @return the bytes
   */
  public int objectSize() {
    return objectSize;
  }

  /**
   * How its slabs are cut.
   *
   * @return the geometry
   */
  public SlabGeometry geometry() {
    return slabs.geometry();
  }

  /**
   * How much is allocated: a row of slabinfo. May be late while others allocate.
   *
   * @return the counts
   */
  public SlabInfo info() {
    return slabs.info();
  }

  CacheOptions options() {
    return options;
  }

  int id() {
    return id;
  }

  SlabPages slabs() {
    return slabs;
  }

  CheckedSlabs checked() {
    return checked;
  }

  @Override
  public String toString() {
    return "KmemCache[" + options.name() + ", " + info() + "]";
  }
}
