package org.kernsync.kernel.trace;

/**
 * The tracepoints of the allocators on one CPU, written by that CPU as {@link CpuTrace} says.
 *
 * <p>All methods take the time first, in nanoseconds since boot, and then, where Linux prints it,
 * who called.
 */
public final class AllocationPoints {
  private final TraceRing ring;

  AllocationPoints(TraceRing ring) {
    this.ring = ring;
  }

  /**
   * {@code kmalloc}: an object of a general size is allocated.
   *
   * @param nanos when
   * @param site who asked
   * @param ptr the object
   * @param requested how many bytes were asked for
   * @param allocated how many it takes
   * @param gfp how
   */
  public void kmalloc(
      long nanos, CallSite site, long ptr, long requested, long allocated, int gfp) {
    allocate(TraceKind.KMALLOC, nanos, site, ptr, requested, allocated, gfp);
  }

  /**
   * {@code kfree}: an object of a general size is freed.
   *
   * @param nanos when
   * @param site who does it
   * @param ptr the object
   */
  public void kfree(long nanos, CallSite site, long ptr) {
    allocate(TraceKind.KFREE, nanos, site, ptr, 0, 0, 0);
  }

  /**
   * {@code kmem_cache_alloc}: an object of a cache is allocated.
   *
   * @param nanos when
   * @param site who asked
   * @param ptr the object
   * @param requested its size
   * @param allocated how many bytes it takes
   * @param gfp how
   */
  public void cacheAlloc(
      long nanos, CallSite site, long ptr, long requested, long allocated, int gfp) {
    allocate(TraceKind.CACHE_ALLOC, nanos, site, ptr, requested, allocated, gfp);
  }

  /**
   * {@code kmem_cache_free}: an object of a cache is freed.
   *
   * @param nanos when
   * @param site who does it
   * @param ptr the object
   */
  public void cacheFree(long nanos, CallSite site, long ptr) {
    allocate(TraceKind.CACHE_FREE, nanos, site, ptr, 0, 0, 0);
  }

  /**
   * {@code mm_page_alloc}: pages are allocated.
   *
   * @param nanos when
   * @param pfn the frame of the first
   * @param order how many there are, as a power of two
   * @param migrateType the kind of block that they shall come from
   * @param gfp how
   */
  public void pageAlloc(long nanos, long pfn, int order, int migrateType, int gfp) {
    ring.append(TraceKind.PAGE_ALLOC, nanos, order, null, migrateType, gfp, null, 0, pfn, 0);
  }

  /**
   * {@code mm_page_free}: pages are freed.
   *
   * @param nanos when
   * @param pfn the frame of the first
   * @param order how many there are, as a power of two
   */
  public void pageFree(long nanos, long pfn, int order) {
    ring.append(TraceKind.PAGE_FREE, nanos, order, null, 0, 0, null, 0, pfn, 0);
  }

  /** No object is larger than the largest block of pages: an int holds what it takes. */
  private void allocate(
      TraceKind kind,
      long nanos,
      CallSite site,
      long ptr,
      long requested,
      long allocated,
      int gfp) {
    ring.append(
        kind,
        nanos,
        gfp,
        site == null ? null : site.type(),
        site == null ? 0 : site.offset(),
        Math.toIntExact(allocated),
        site == null ? null : site.method(),
        0,
        ptr,
        requested);
  }
}
