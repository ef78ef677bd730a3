package org.kernsync.kernel.mm.host;

/**
 * Who wants to know of each allocation: trace events. A host has one, or null, which costs a
 * comparison. Called after an allocation and before a free, with no lock held.
 */
public interface MemoryTrace {
  /**
   * Memory of a size was allocated.
   *
   * @param address its kernel address
   * @param requested bytes asked for
   * @param allocated bytes that it has
   * @param gfp how it was asked for, see {@code Gfp}
   */
  void kmalloc(long address, long requested, long allocated, int gfp);

  /**
   * Memory of a size is about to be freed.
   *
   * @param address its kernel address
   */
  void kfree(long address);

  /**
   * An object of a cache was allocated.
   *
   * @param cache the cache's name
   * @param address its kernel address
   * @param requested the size of the cache's objects
   * @param allocated bytes that it has
   * @param gfp how it was asked for, see {@code Gfp}
   */
  void cacheAlloc(String cache, long address, long requested, long allocated, int gfp);

  /**
   * An object of a cache is about to be freed.
   *
   * @param cache the cache's name
   * @param address its kernel address
   */
  void cacheFree(String cache, long address);

  /**
   * A block of pages was allocated.
   *
   * @param pfn its first page; -1 if the allocation failed
   * @param order its order
   * @param migrateType the type asked for, see {@code MigrateType}
   * @param gfp how it was asked for, see {@code Gfp}
   */
  void pageAlloc(long pfn, int order, int migrateType, int gfp);

  /**
   * A block of pages is about to be freed.
   *
   * @param pfn its first page
   * @param order its order
   */
  void pageFree(long pfn, int order);
}
