package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.MemoryTrace;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Memory of any size: {@code kmalloc}. Up to 8 KiB from caches of 8, 16, 32, 64, 96, 128, 192, 256,
 * 512 bytes, 1, 2, 4 and 8 KiB; more from the page allocator.
 *
 * <pre>{@code
 * long packet = kmalloc.kzalloc(200, Gfp.KERNEL);
 * if (packet != 0) {
 *   memory.putLong(packet, sequenceNumber);
 *   ...
 *   kmalloc.kfree(packet);
 * }
 * }</pre>
 *
 * <p>What is asked for with {@link Gfp#DMA} or {@link Gfp#RECLAIMABLE} comes from caches of its
 * own. A size that is a power of two is aligned to itself, up to a page; others to 8 bytes.
 *
 * <p><b>Context, progress, memory effects.</b> As {@link KmemCache}.
 *
 * <p><b>Differences from Linux.</b> What the largest block of pages does not hold is 0 without a
 * warning.
 */
public final class Kmalloc {
  /** What an allocation of 0 bytes returns: {@code ZERO_SIZE_PTR}, which can be freed. */
  public static final long ZERO_SIZE = 16;

  /** The largest size that comes from a cache. */
  public static final int MAX_CACHED = 8192;

  /** The largest size that there is. */
  public static final int MAX_SIZE = SlabGeometry.PAGE_SIZE << SlabGeometry.MAX_ORDER;

  private static final int[] SIZES = {
    8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, MAX_CACHED
  };
  private static final int TABLE_LIMIT = 192; // up to here by table, above by logarithm
  private static final int TABLE_SHIFT = 3;
  private static final int FIRST_BY_LOG = 7; // the place of 256
  private static final byte[] TABLE = table();
  private static final int SPECIAL = Gfp.DMA | Gfp.RECLAIMABLE;

  private final SlabAllocator slabs;
  private final MemoryHost host;
  private final PageDescriptors pages;
  private final PhysicalMemory memory;
  private final KmemCache[] normal;
  private final KmemCache[] reclaimable;
  private final KmemCache[] dma;
  private final KfreeRcu afterGracePeriod;

  /**
   * Makes the caches.
   *
   * @param slabs where, begun
   * @param checks what misuse they look for; none is usual
   */
  public Kmalloc(SlabAllocator slabs, SlabCheck... checks) {
    this.slabs = slabs;
    this.host = slabs.host();
    this.pages = slabs.pages();
    this.memory = pages.memory();
    this.normal = caches("kmalloc-", 0, checks);
    this.reclaimable = caches("kmalloc-rcl-", Gfp.RECLAIMABLE, checks);
    this.dma = caches("dma-kmalloc-", Gfp.DMA, checks);
    this.afterGracePeriod = new KfreeRcu(this, host);
  }

  private KmemCache[] caches(String prefix, int gfp, SlabCheck[] checks) {
    KmemCache[] made = new KmemCache[SIZES.length];
    for (int i = 0; i < SIZES.length; i++) {
      int size = SIZES[i];
      boolean power = Integer.bitCount(size) == 1;
      made[i] =
          slabs.create(
              new CacheOptions(prefix + nameOf(size), size)
                  .alignedTo(power ? Math.min(size, SlabGeometry.PAGE_SIZE) : Long.BYTES)
                  .withPagesOf(gfp)
                  .checkedFor(checks));
    }
    return made;
  }

  private static String nameOf(int size) {
    return size < 1024 ? Integer.toString(size) : size / 1024 + "k";
  }

  private static byte[] table() {
    byte[] table = new byte[TABLE_LIMIT >> TABLE_SHIFT];
    int place = 0;
    for (int i = 0; i < table.length; i++) {
      if ((i + 1) << TABLE_SHIFT > SIZES[place]) {
        place++;
      }
      table[i] = (byte) place;
    }
    return table;
  }

  private static int place(int size) {
    if (size <= TABLE_LIMIT) {
      return TABLE[size - 1 >> TABLE_SHIFT];
    }
    return FIRST_BY_LOG - Byte.SIZE + Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
  }

  // ---- allocate

  /**
   * Allocates memory: {@code kmalloc}. What it holds is not known, but with {@link Gfp#ZERO}.
   *
   * @param size bytes, 0 or more
   * @param gfp how, see {@link Gfp}
   * @return its kernel address; 0 if there is no memory, {@link #ZERO_SIZE} of 0 bytes
   * @throws IllegalArgumentException if the size is negative
   */
  public long kmalloc(long size, int gfp) {
    long address = allocate(size, gfp);
    MemoryTrace trace = host.trace();
    if (trace != null && address != 0) {
      trace.kmalloc(address, size, ksize(address), gfp);
    }
    return address;
  }

  private long allocate(long size, int gfp) {
    if (size > 0 && size <= MAX_CACHED) {
      return cacheFor((int) size, gfp).take(gfp);
    }
    return allocateLarge(size, gfp);
  }

  private KmemCache cacheFor(int size, int gfp) {
    int place = place(size);
    if ((gfp & SPECIAL) == 0) {
      return normal[place];
    }
    return (gfp & Gfp.DMA) != 0 ? dma[place] : reclaimable[place];
  }

  private long allocateLarge(long size, int gfp) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    if (size == 0) {
      return ZERO_SIZE;
    }
    FaultInjection faults = slabs.faults();
    if (size > MAX_SIZE || faults != null && faults.fails(gfp)) {
      return 0;
    }
    int order = SlabGeometry.orderFor((int) size);
    long pfn = slabs.pageAllocator().allocPages(order, gfp | Gfp.COMP);
    if (pfn == PageAllocator.NONE) {
      return 0;
    }
    pages.setOrder(pfn, order);
    pages.set(pfn, PageDescriptors.LARGE);
    slabs.countLarge(1);
    return PhysicalMemory.addressOf(pfn);
  }

  /**
   * Allocates memory that reads as zero: {@code kzalloc}.
   *
   * @param size bytes, 0 or more
   * @param gfp how, see {@link Gfp}
   * @return as {@link #kmalloc}
   * @throws IllegalArgumentException if the size is negative
   */
  public long kzalloc(long size, int gfp) {
    return kmalloc(size, gfp | Gfp.ZERO);
  }

  /**
   * Makes memory larger or smaller, perhaps elsewhere: {@code krealloc}.
   *
   * @param address what to change; 0 for new memory
   * @param size bytes from now on; 0 frees it
   * @param gfp how, see {@link Gfp}
   * @return where it is now, with what it held as far as that fits; 0 if there is no memory, and
   *     the old is as it was then
   * @throws IllegalArgumentException if the size is negative
   */
  public long krealloc(long address, long size, int gfp) {
    if (address == 0 || address == ZERO_SIZE) {
      return kmalloc(size, gfp);
    }
    if (size == 0) {
      kfree(address);
      return ZERO_SIZE;
    }
    long had = ksize(address);
    if (size > 0 && size <= had) {
      return address;
    }
    long now = kmalloc(size, gfp);
    if (now != 0) {
      memory.copy(address, now, had);
      kfree(address);
    }
    return now;
  }

  /**
   * Allocates several pieces of one size, or none.
   *
   * @param size bytes of each
   * @param gfp how, see {@link Gfp}
   * @param addresses where to put their addresses, from index 0 on
   * @param count how many
   * @return true if all were allocated; else none is
   */
  public boolean kmallocBulk(long size, int gfp, long[] addresses, int count) {
    for (int i = 0; i < count; i++) {
      addresses[i] = kmalloc(size, gfp);
      if (addresses[i] == 0) {
        kfreeBulk(addresses, i);
        return false;
      }
    }
    return true;
  }

  // ---- free

  /**
   * Frees memory: {@code kfree}.
   *
   * @param address what {@link #kmalloc} returned, and nobody uses any more; 0 does nothing
   * @throws IllegalStateException if it is not that, as far as it is found (see {@link
   *     MemoryHost#misuse})
   */
  public void kfree(long address) {
    MemoryTrace trace = host.trace();
    if (trace != null) {
      trace.kfree(address);
    }
    long owner = SlabOwner.at(pages, address);
    if (SlabOwner.id(owner) >= slabs.limit() || !slabs.tryPutOnCpu(owner, address)) {
      freeSlow(owner, address);
    }
  }

  private void freeSlow(long owner, long address) {
    KmemCache cache = slabs.cache(SlabOwner.id(owner));
    if (cache != null) {
      cache.putSlow(owner, address);
    } else if (address != 0 && address != ZERO_SIZE) {
      freeLarge(address);
    }
  }

  private void freeLarge(long address) {
    if (!isLarge(address)) {
      slabs.reports().notAllocated(address);
      return;
    }
    long pfn = PhysicalMemory.pfnOf(address);
    pages.clear(pfn, PageDescriptors.LARGE);
    slabs.countLarge(-1);
    slabs.pageAllocator().freePages(pfn, pages.order(pfn));
  }

  private boolean isLarge(long address) {
    return memory.contains(address, 1)
        && PhysicalMemory.addressOf(PhysicalMemory.pfnOf(address)) == address
        && pages.has(PhysicalMemory.pfnOf(address), PageDescriptors.LARGE);
  }

  /**
   * Frees several pieces.
   *
   * @param addresses their addresses, from index 0 on
   * @param count how many
   */
  public void kfreeBulk(long[] addresses, int count) {
    for (int i = 0; i < count; i++) {
      kfree(addresses[i]);
    }
  }

  /**
   * Frees memory once all readers of RCU that may still see it are done: {@code kfree_rcu}. Does
   * not wait.
   *
   * @param address what {@link #kmalloc} returned, and no new reader finds any more
   */
  public void kfreeRcu(long address) {
    afterGracePeriod.add(address);
  }

  /**
   * How many bytes memory really has: {@code ksize}.
   *
   * @param address what {@link #kmalloc} returned
   * @return the bytes, all of which may be used; 0 of {@link #ZERO_SIZE} and of 0
   * @throws IllegalStateException if it is no such address (see {@link MemoryHost#misuse})
   */
  public long ksize(long address) {
    if (address == 0 || address == ZERO_SIZE) {
      return 0;
    }
    KmemCache cache = slabs.cache(SlabOwner.id(SlabOwner.at(pages, address)));
    if (cache != null) {
      return cache.objectSize();
    }
    if (isLarge(address)) {
      return (long) SlabGeometry.PAGE_SIZE << pages.order(PhysicalMemory.pfnOf(address));
    }
    slabs.reports().notAllocated(address);
    return 0;
  }
}
