package org.kernsync.kernel.mm.slot;

/** Where the kernel's structures get their memory: caches of slots, and pages. */
public interface SlotSource {
  /**
   * {@code kmem_cache_create}: makes a cache.
   *
   * @param name as {@code slabinfo} shows it
   * @param bytes of a slot, a multiple of 8
   * @return a cache without slots in use
   */
  SlotCache cache(String name, int bytes);

  /**
   * Blocks of pages, as if they were the slots of a cache.
   *
   * @param order the binary logarithm of the number of pages of a block
   * @return where to take them
   */
  SlotCache pages(int order);
}
