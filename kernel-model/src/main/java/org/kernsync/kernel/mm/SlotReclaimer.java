package org.kernsync.kernel.mm;

import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Reclaimer;
import org.kernsync.kernel.mm.slab.SlabAllocator;

/** What ordinary threads can take back when memory is short: what slots and caches keep. */
final class SlotReclaimer implements Reclaimer {
  private final PageAllocator pages;
  private final SlabAllocator slabs;

  SlotReclaimer(PageAllocator pages, SlabAllocator slabs) {
    this.pages = pages;
    this.slabs = slabs;
  }

  @Override
  public boolean runsInBackground() {
    return false;
  }

  @Override
  public void wakeKswapd(int highestZone, int order) {
    // Nothing runs in the background: who allocates reclaims.
  }

  @Override
  public long directReclaim(int highestZone, int order, int gfp) {
    long before = pages.usedPages();
    slabs.shrinkAll();
    pages.drainAll();
    return Math.max(0, before - pages.usedPages());
  }

  @Override
  public long reclaimablePages() {
    return 0;
  }

  @Override
  public boolean outOfMemory(int order, int gfp) {
    return false;
  }

  @Override
  public void allocationFailed(int order, int gfp) {
    // The caller sees it: 0.
  }
}
