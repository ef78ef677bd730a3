package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Whose slab a page belongs to: {@code mapping} of its descriptor, in the first page and in all
 * others, so that a free finds cache and slab by one load.
 *
 * <pre>
 * bits    field
 * 0-47    the slab's first page
 * 48-63   the cache's number; 0 = the page belongs to no slab
 * </pre>
 */
final class SlabOwner {
  private static final int ID_SHIFT = 48;
  private static final long HEAD_MASK = (1L << ID_SHIFT) - 1;

  private SlabOwner() {}

  static long of(int id, long head) {
    return (long) id << ID_SHIFT | head;
  }

  static int id(long owner) {
    return (int) (owner >>> ID_SHIFT);
  }

  static long head(long owner) {
    return owner & HEAD_MASK;
  }

  /** The owner word of the page that an address lies in; 0 outside of memory. */
  static long at(PageDescriptors pages, long address) {
    long pfn = PhysicalMemory.pfnOf(address);
    return pfn < pages.pages() ? pages.mapping(pfn) : 0;
  }
}
