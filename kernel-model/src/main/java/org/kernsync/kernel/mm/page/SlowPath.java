package org.kernsync.kernel.mm.page;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.phys.PageDescriptors;

/**
 * What an allocation does when its slot's list is empty or memory is low: other zones, the
 * reserves, kswapd, direct reclaim, draining, killing; or it fails. {@code __alloc_pages_slowpath}.
 */
final class SlowPath {
  private static final int RETRIES = 16; // MAX_RECLAIM_RETRIES
  private static final long PAUSE_NANOS = 1_000_000;

  private final PageAllocator allocator;
  private final MemoryHost host;
  private volatile Reclaimer reclaimer = Reclaimer.NONE;

  SlowPath(PageAllocator allocator, MemoryHost host) {
    this.allocator = allocator;
    this.host = host;
  }

  void setReclaimer(Reclaimer who) {
    reclaimer = who;
  }

  long allocate(int order, int gfp) {
    if (order < 0 || order > PageAllocator.MAX_ORDER) {
      throw new IllegalArgumentException("order " + order);
    }
    long pfn = takeAbove(Mark.LOW, order, gfp, 0);
    return pfn >= 0 ? pfn : allocateUnderPressure(order, gfp);
  }

  private long allocateUnderPressure(int order, int gfp) {
    Reclaimer helper = reclaimer;
    int highest = Gfp.highestZone(gfp);
    boolean wakes = (gfp & Gfp.KSWAPD_RECLAIM) != 0;
    int fruitless = 0;
    boolean drained = false;
    while (true) {
      if (wakes) {
        helper.wakeKswapd(highest, order);
      }
      int flags = AllocFlags.of(gfp, host);
      long pfn = takeAbove(Mark.MIN, order, gfp, flags);
      if (pfn >= 0) {
        if ((flags & AllocFlags.NO_WATERMARKS) != 0) {
          allocator.descriptors().set(pfn, PageDescriptors.PFMEMALLOC);
        }
        return pfn;
      }
      if (!mayReclaim(gfp)) {
        if ((gfp & Gfp.NOFAIL) == 0 || !host.maySleep()) {
          return fail(order, gfp);
        }
        host.awaitMemory(PAUSE_NANOS); // who frees memory waits for others who do
        continue;
      }
      long progress = helper.directReclaim(highest, order, gfp);
      pfn = takeAbove(Mark.MIN, order, gfp, flags);
      if (pfn < 0 && !drained) {
        allocator.drainAll();
        drained = true;
        pfn = takeAbove(Mark.MIN, order, gfp, flags);
      }
      if (pfn >= 0) {
        return pfn;
      }
      fruitless = progress > 0 && order <= PageAllocator.COSTLY_ORDER ? 0 : fruitless + 1;
      if (!isWorthAnotherTry(helper, order, gfp, fruitless)) {
        if (mayKill(order, gfp) && helper.outOfMemory(order, gfp)) {
          fruitless = 0;
        } else if ((gfp & Gfp.NOFAIL) == 0) {
          return fail(order, gfp);
        }
        host.awaitMemory(PAUSE_NANOS);
      }
      drained = false;
    }
  }

  /** The first zone that stays above its mark, and has a block. */
  private long takeAbove(Mark mark, int order, int gfp, int flags) {
    int highest = Gfp.highestZone(gfp);
    for (Zone zone : allocator.zonelist(highest)) {
      if ((flags & AllocFlags.NO_WATERMARKS) != 0
          || zone.isWatermarkOk(order, mark.of(zone), highest, flags)) {
        long pfn = allocator.takeFrom(zone, order, Gfp.migrateType(gfp));
        if (pfn >= 0) {
          return pfn;
        }
      }
    }
    return PageAllocator.NONE;
  }

  private boolean mayReclaim(int gfp) {
    if (!Gfp.maySleep(gfp)) {
      return false;
    }
    if (!host.maySleep()) {
      host.misuse("an allocation that may sleep, where nobody may: " + Gfp.toString(gfp));
      return false;
    }
    return !host.isMemalloc();
  }

  private boolean isWorthAnotherTry(Reclaimer helper, int order, int gfp, int fruitless) {
    if ((gfp & Gfp.NORETRY) != 0 || fruitless > RETRIES) {
      return false;
    }
    if (order > PageAllocator.COSTLY_ORDER && (gfp & Gfp.RETRY_MAYFAIL) == 0) {
      return false;
    }
    return couldHelp(helper.reclaimablePages(), order, gfp);
  }

  /** Whether there would be a block if all that can be reclaimed were. */
  private boolean couldHelp(long reclaimable, int order, int gfp) {
    if (reclaimable == 0) {
      return false;
    }
    int highest = Gfp.highestZone(gfp);
    for (Zone zone : allocator.zonelist(highest)) {
      long free = zone.freePages() + reclaimable;
      if (free - ((1L << order) - 1) > zone.min() + zone.lowmemReserve(highest)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayKill(int order, int gfp) {
    return order <= PageAllocator.COSTLY_ORDER
        && (gfp & (Gfp.NORETRY | Gfp.RETRY_MAYFAIL)) == 0
        && (gfp & Gfp.FS) != 0
        && !host.isVictim();
  }

  private long fail(int order, int gfp) {
    if ((gfp & Gfp.NOWARN) == 0) {
      reclaimer.allocationFailed(order, gfp);
    }
    return PageAllocator.NONE;
  }

  private enum Mark {
    LOW {
      @Override
      long of(Zone zone) {
        return zone.low();
      }
    },
    MIN {
      @Override
      long of(Zone zone) {
        return zone.min();
      }
    };

    abstract long of(Zone zone);
  }
}
