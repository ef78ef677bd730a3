package org.kernsync.kernel.trace;

/** What happens to memory: to an object of the slab allocator, or to pages. */
public sealed interface AllocationEvent extends TraceEvent {

  /**
   * An object is allocated.
   *
   * @param cache whether from a cache of its own, not from kmalloc's
   * @param site who asked, as {@link CallSite} prints it
   * @param ptr its address
   * @param requested how many bytes were asked for
   * @param allocated how many it takes
   * @param gfp how, as {@link org.kernsync.kernel.mm.page.Gfp} prints it
   */
  record Allocate(boolean cache, String site, long ptr, long requested, long allocated, String gfp)
      implements AllocationEvent {}

  /**
   * An object is freed.
   *
   * @param cache whether to a cache of its own, not to kmalloc's
   * @param site who does it, as {@link CallSite} prints it
   * @param ptr its address
   */
  record Free(boolean cache, String site, long ptr) implements AllocationEvent {}

  /**
   * Pages are allocated.
   *
   * @param pfn the frame of the first
   * @param order how many there are, as a power of two
   * @param migrateType the kind of block that they shall come from
   * @param gfp how, as {@link org.kernsync.kernel.mm.page.Gfp} prints it
   */
  record PageAllocate(long pfn, int order, int migrateType, String gfp)
      implements AllocationEvent {}

  /**
   * Pages are freed.
   *
   * @param pfn the frame of the first
   * @param order how many there are, as a power of two
   */
  record PageFree(long pfn, int order) implements AllocationEvent {}
}
