package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Chains of slabs: those that the caller owns (frozen), or that are to be given back, are linked by
 * their owner words through the descriptor's list link, which nobody else uses: slabs are on no
 * PageList.
 */
final class SlabChain {
  /** The end of a chain, and no chain. */
  static final long NONE = 0;

  private static final int LINK = 40;

  private final PageDescriptors pages;
  private final PhysicalMemory memory;

  SlabChain(PageDescriptors pages) {
    this.pages = pages;
    this.memory = pages.memory();
  }

  /** The slab behind another one. */
  long next(long owner) {
    return memory.getLong(linkOf(owner)); // plain: the chain's owner
  }

  void setNext(long owner, long next) {
    memory.putLong(linkOf(owner), next); // plain: as #next
  }

  private long linkOf(long owner) {
    return pages.addressOf(SlabOwner.head(owner)) + LINK;
  }
}
