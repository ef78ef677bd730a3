package org.kernsync.kernel.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.slab.CacheOptions;
import org.kernsync.kernel.mm.slab.KmemCache;

/**
 * Allocates and frees pieces of all kinds and sizes in random order. Pieces are exchanged through
 * places, so most are freed by another than allocated them. Who owns a piece writes its stamp at
 * both ends: two owners would find each other's.
 */
final class AllocatorHammer {
  private static final int PLACES = 512;
  private static final int LARGEST_SHIFT = 14; // kmalloc of up to 32 KiB, the largest from pages
  private static final int SMALLEST = 16;
  private static final int ORDERS = 6;
  private static final int STAMPED_WHOLE = 256;
  private static final int LATER_ONE_IN = 8;

  /** What was allocated, and how it is to be freed. */
  private record Piece(KmemCache cache, long address, int order, long bytes, long stamp) {
    static final int NO_BLOCK = -1;
  }

  /** How many of each there were, by one worker, which alone writes it. */
  static final class Counts {
    long allocated;
    long freed;
    long refused;

    void add(Counts other) {
      allocated += other.allocated;
      freed += other.freed;
      refused += other.refused;
    }
  }

  private final KernelAllocator allocator;
  private final PhysicalMemory memory;
  private final List<KmemCache> caches = new ArrayList<>();
  private final AtomicReferenceArray<Piece> places = new AtomicReferenceArray<>(PLACES);
  private final AtomicReference<String> damage = new AtomicReference<>();
  private final int[] freeAtFirst;

  AllocatorHammer(KernelAllocator allocator) {
    this.allocator = allocator;
    memory = allocator.memory();
    freeAtFirst = freeBlocks();
    caches.add(allocator.newCache(new CacheOptions("hammer_small", 40)));
    caches.add(allocator.newCache(new CacheOptions("hammer_aligned", 200).alignedTo(64)));
    caches.add(allocator.newCache(new CacheOptions("hammer_large", 1800)));
    caches.add(allocator.newCache(new CacheOptions("hammer_rcu", 120).withTypesafeByRcu()));
  }

  /** What was found damaged first, or null. */
  String damage() {
    return damage.get();
  }

  /** One turn: puts a new piece, or none, into a random place, and frees what was there. */
  void turn(long random, int gfp, Counts counts) {
    Piece fresh = (random & 3) == 0 ? null : allocate(random, gfp, counts);
    int place = (int) (random >>> 33) % PLACES;
    free(places.getAndSet(place, fresh), (random >>> 50) % LATER_ONE_IN == 0, counts);
  }

  /** Frees all that is left. */
  void freeAll(Counts counts) {
    for (int place = 0; place < PLACES; place++) {
      free(places.getAndSet(place, null), false, counts);
    }
  }

  private Piece allocate(long random, int gfp, Counts counts) {
    int kind = (int) (random >>> 2 & 7);
    long bits = random >>> 8;
    Piece piece =
        switch (kind) {
          case 0, 1 -> block(Long.numberOfTrailingZeros(bits | 1L << ORDERS - 1), gfp, random);
          case 2, 3, 4 -> object(caches.get((int) (bits & 3)), gfp, random);
          default -> bytes(bits, gfp, random);
        };
    if (piece == null) {
      counts.refused++;
      return null;
    }
    counts.allocated++;
    stamp(piece);
    return piece;
  }

  private Piece block(int order, int gfp, long stamp) {
    long pfn = allocator.pages().allocPages(order, gfp);
    return pfn == PageAllocator.NONE
        ? null
        : new Piece(
            null,
            PhysicalMemory.addressOf(pfn),
            order,
            (long) PhysicalMemory.PAGE_SIZE << order,
            stamp);
  }

  private static Piece object(KmemCache cache, int gfp, long stamp) {
    long address = cache.alloc(gfp);
    return address == 0
        ? null
        : new Piece(cache, address, Piece.NO_BLOCK, cache.objectSize(), stamp);
  }

  /** Sizes of each power of two are as likely as those of the next, and any within it. */
  private Piece bytes(long bits, int gfp, long stamp) {
    int shift = 4 + (int) (bits & 0xff) % (LARGEST_SHIFT - 3);
    long wanted = SMALLEST + (bits >>> 8 & (1L << shift) - 1);
    long address = allocator.kmalloc(wanted, gfp);
    return address == 0
        ? null
        : new Piece(null, address, Piece.NO_BLOCK, wanted & -Long.BYTES, stamp);
  }

  private void stamp(Piece piece) {
    for (long at = 0; at < Math.min(piece.bytes, STAMPED_WHOLE); at += Long.BYTES) {
      memory.putLong(piece.address + at, piece.stamp ^ at);
    }
    memory.putLong(piece.address + piece.bytes - Long.BYTES, ~piece.stamp);
  }

  private boolean isWhole(Piece piece) {
    long last = piece.bytes - Long.BYTES;
    for (long at = 0; at < Math.min(last, STAMPED_WHOLE); at += Long.BYTES) {
      if (memory.getLong(piece.address + at) != (piece.stamp ^ at)) {
        return false;
      }
    }
    return memory.getLong(piece.address + last) == ~piece.stamp;
  }

  private void free(Piece piece, boolean later, Counts counts) {
    if (piece == null) {
      return;
    }
    if (!isWhole(piece)) {
      damage.compareAndSet(null, piece + " was written to by somebody else");
    }
    memory.putLong(piece.address, 0); // a second owner finds no stamp
    counts.freed++;
    if (piece.order != Piece.NO_BLOCK) {
      allocator.pages().freePages(PhysicalMemory.pfnOf(piece.address), piece.order);
    } else if (piece.cache != null) {
      piece.cache.free(piece.address);
    } else if (later) {
      allocator.kmalloc().kfreeRcu(piece.address);
    } else {
      allocator.kfree(piece.address);
    }
  }

  /** Has all CPUs give back what they keep, whatever they are doing. */
  void shrink() {
    allocator.shrink();
  }

  // ---- the end

  /** Whether all pages are back, once what CPUs keep was given back. */
  boolean isEmptyAfterShrinking() {
    allocator.shrink();
    return allocator.pages().usedPages() == 0;
  }

  /** What is not as it was in the beginning; at rest, and after {@link #isEmptyAfterShrinking}. */
  List<String> violations() {
    List<String> found = new ArrayList<>(allocator.verify());
    if (damage() != null) {
      found.add(damage());
    }
    if (allocator.leaks() != null) {
      found.add(allocator.leaks());
    }
    PageAllocator pages = allocator.pages();
    if (pages.freePages() + pages.usedPages() != pages.managedPages()) {
      found.add("free and used pages are not those that are managed: " + pages);
    }
    int[] now = freeBlocks();
    for (int i = 0; i < now.length; i++) {
      if (now[i] != freeAtFirst[i]) {
        found.add(
            "free blocks of order "
                + i % (PageAllocator.MAX_ORDER + 1)
                + ": "
                + now[i]
                + ", and there were "
                + freeAtFirst[i]);
      }
    }
    return found;
  }

  /** The free blocks of each zone and order: the same again where all has merged. */
  private int[] freeBlocks() {
    int orders = PageAllocator.MAX_ORDER + 1;
    List<Zone> zones = allocator.pages().zones();
    int[] blocks = new int[zones.size() * orders];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (int) zones.get(i / orders).freeBlocks(i % orders);
    }
    return blocks;
  }
}
