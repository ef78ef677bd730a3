package org.kernsync.kernel.mm.page;

import java.util.List;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PageList;

/**
 * The buddy system of one zone: free blocks of 2^0 to 2^10 pages, in lists by order and migrate
 * type. A block is split in halves until it fits, and merged with the other half, its partner, when
 * both are free.
 *
 * <p><b>Context.</b> Under the zone's lock. Not final for one test's sake, whose twin errs in
 * {@link #partnerOf}.
 *
 * <p><b>Differences from Linux.</b> Three migrate types; no isolation, no reserve of high-order
 * atomic blocks.
 */
class FreeAreas {
  /*
   * Invariants, under the zone's lock:
   *   a block is free if and only if its first page has BUDDY, and is on the list of its order (in
   *   its descriptor) and type (its index); no other page of it has BUDDY;
   *   no free block below the largest order has a free partner of its order;
   *   free is the number of pages in all lists.
   * Blocks begin at multiples of their size, so the partner is one bit away.
   */

  /** The order of the largest block. */
  static final int MAX_ORDER = 10;

  /** The order of the blocks that have a migrate type: 2 MiB. */
  static final int BLOCK_ORDER = 9;

  /** How many pages such a block has. */
  static final int BLOCK_PAGES = 1 << BLOCK_ORDER;

  private final PageDescriptors pages;
  private final PageBlocks blocks;
  private final long start;
  private final long end;
  private final PageList[] lists = new PageList[(MAX_ORDER + 1) * MigrateType.COUNT];
  private final long[] freeBlocks = new long[MAX_ORDER + 1];
  private long free;
  private long fallbacks;
  private long steals;
  private long breaks;

  /**
   * Makes areas with nothing free.
   *
   * @param pages the descriptors
   * @param blocks the types of all blocks
   * @param start the first page
   * @param end the page behind the last
   */
  FreeAreas(PageDescriptors pages, PageBlocks blocks, long start, long end) {
    this.pages = pages;
    this.blocks = blocks;
    this.start = start;
    this.end = end;
    for (int i = 0; i < lists.length; i++) {
      lists[i] = pages.newList();
    }
  }

  /** How many lists {@link PageDescriptors} has to provide for one zone. */
  static int listsNeeded() {
    return (MAX_ORDER + 1) * MigrateType.COUNT;
  }

  // ---- take

  /**
   * Takes a block of a type, splitting a larger one if need be.
   *
   * @return its first page, or -1 if there is none of this type
   */
  long take(int order, int type) {
    for (int larger = order; larger <= MAX_ORDER; larger++) {
      long pfn = list(larger, type).first();
      if (pfn != PageList.NONE) {
        remove(pfn, larger);
        splitTo(pfn, larger, order, type);
        return pfn;
      }
    }
    return PageList.NONE;
  }

  /** Gives back the upper halves of a block until what is left has the order wanted. */
  private void splitTo(long pfn, int order, int wanted, int type) {
    for (int half = order - 1; half >= wanted; half--) {
      add(pfn + (1L << half), half, type, false);
    }
  }

  /**
   * Makes blocks of another type available for a type that has none: the largest, so that the whole
   * 2 MiB around it can change its type; else the smallest that will do.
   *
   * @return true if {@link #take} finds one now
   */
  boolean takeOver(int order, int type) {
    for (int larger = MAX_ORDER; larger >= order; larger--) {
      int other = fallbackWithPages(larger, type);
      if (other >= 0) {
        if (!maySteal(larger, type) && type == MigrateType.MOVABLE && larger > order) {
          return takeOverSmallest(order, type);
        }
        takeOver(list(larger, other).first(), larger, type, maySteal(larger, type));
        return true;
      }
    }
    return false;
  }

  private boolean takeOverSmallest(int order, int type) {
    for (int larger = order; larger <= MAX_ORDER; larger++) {
      int other = fallbackWithPages(larger, type);
      if (other >= 0) {
        takeOver(list(larger, other).first(), larger, type, false);
        return true;
      }
    }
    return false;
  }

  private int fallbackWithPages(int order, int type) {
    for (int attempt = 0; attempt < MigrateType.COUNT - 1; attempt++) {
      int other = MigrateType.fallback(type, attempt);
      if (!list(order, other).isEmpty()) {
        return other;
      }
    }
    return -1;
  }

  /** {@code can_steal_fallback}: whether more than the one block may change its type. */
  private static boolean maySteal(int order, int type) {
    return order >= BLOCK_ORDER / 2 || type != MigrateType.MOVABLE;
  }

  /** {@code steal_suitable_fallback}. */
  private void takeOver(long pfn, int order, int type, boolean wholeBlock) {
    fallbacks++;
    if (order >= BLOCK_ORDER) {
      for (long block = pfn; block < pfn + (1L << order); block += BLOCK_PAGES) {
        blocks.setType(block, type);
      }
      steals++;
    } else {
      breaks++;
      if (wholeBlock && stealBlockAround(pfn, type)) {
        return;
      }
    }
    remove(pfn, order);
    add(pfn, order, type, true);
  }

  /** Moves all free pages of a block of 2 MiB to a type, and the block if half of it is free. */
  private boolean stealBlockAround(long pfn, int type) {
    long first = Math.max(start, pfn & -BLOCK_PAGES);
    long behind = Math.min(end, (pfn & -BLOCK_PAGES) + BLOCK_PAGES);
    long moved = 0;
    long movable = 0;
    for (long at = first; at < behind; ) {
      if (pages.has(at, PageDescriptors.BUDDY)) {
        int order = pages.order(at);
        remove(at, order);
        add(at, order, type, true);
        moved += 1L << order;
        at += 1L << order;
      } else {
        movable += pages.has(at, PageDescriptors.LRU) ? 1 : 0;
        at++;
      }
    }
    long alike = movable;
    if (type != MigrateType.MOVABLE) {
      boolean wasMovable = blocks.type(pfn) == MigrateType.MOVABLE;
      alike = wasMovable ? BLOCK_PAGES - moved - movable : 0;
    }
    if (moved + alike >= BLOCK_PAGES / 2) {
      blocks.setType(pfn, type);
      steals++;
    }
    return moved > 0;
  }

  // ---- give back

  /**
   * Frees a block, and merges it with its partner as often as that is free.
   *
   * @param pfn its first page, which is not free
   * @param order its order
   */
  void free(long pfn, int order) {
    long block = pfn;
    int size = order;
    while (size < MAX_ORDER) {
      long partner = partnerOf(block, size);
      if (!isFree(partner, size)) {
        break;
      }
      remove(partner, size);
      block &= partner;
      size++;
    }
    add(block, size, blocks.type(pfn), isMergeLikely(block, size));
  }

  /** The other half of the block of the next order. */
  long partnerOf(long pfn, int order) {
    return pfn ^ 1L << order;
  }

  private boolean isFree(long pfn, int order) {
    return pfn >= start
        && pfn < end
        && pages.has(pfn, PageDescriptors.BUDDY)
        && pages.order(pfn) == order;
  }

  /** A block whose pair has a free partner goes to the end of its list, to be whole longer. */
  private boolean isMergeLikely(long pfn, int order) {
    if (order >= MAX_ORDER - 1) {
      return false;
    }
    long pair = pfn & partnerOf(pfn, order);
    return isFree(partnerOf(pair, order + 1), order + 1);
  }

  // ---- lists

  private void add(long pfn, int order, int type, boolean last) {
    pages.setOrder(pfn, order);
    pages.setIndex(pfn, type);
    pages.set(pfn, PageDescriptors.BUDDY);
    if (last) {
      list(order, type).addLast(pfn);
    } else {
      list(order, type).addFirst(pfn);
    }
    freeBlocks[order]++;
    free += 1L << order;
  }

  private void remove(long pfn, int order) {
    list(order, (int) pages.index(pfn)).remove(pfn);
    pages.clear(pfn, PageDescriptors.BUDDY);
    pages.setOrder(pfn, 0);
    freeBlocks[order]--;
    free -= 1L << order;
  }

  private PageList list(int order, int type) {
    return lists[order * MigrateType.COUNT + type];
  }

  // ---- queries

  /** The first page. */
  long start() {
    return start;
  }

  /** The page behind the last. */
  long end() {
    return end;
  }

  /** How many pages are free. */
  long free() {
    return free;
  }

  /** How many blocks of an order are free: a number of {@code /proc/buddyinfo}. */
  long freeBlocks(int order) {
    return freeBlocks[order];
  }

  /** How many blocks of an order and type are free: a number of {@code /proc/pagetypeinfo}. */
  long freeBlocks(int order, int type) {
    return list(order, type).size();
  }

  /** How often a type took a block of another one. */
  long fallbacks() {
    return fallbacks;
  }

  /** How often a type took less than 2 MiB of another one, and so the two lie among each other. */
  long breaks() {
    return breaks;
  }

  /** How often all of a block of 2 MiB changed its type by that. */
  long steals() {
    return steals;
  }

  /** Whether a block of an order could be had, of any type. */
  boolean hasBlock(int order) {
    for (int larger = order; larger <= MAX_ORDER; larger++) {
      if (freeBlocks[larger] > 0) {
        return true;
      }
    }
    return false;
  }

  // ---- check

  /** Adds what is wrong to a list of violations. */
  void verify(String zone, List<String> violations) {
    long counted = 0;
    for (int order = 0; order <= MAX_ORDER; order++) {
      long ofOrder = 0;
      for (int type = 0; type < MigrateType.COUNT; type++) {
        PageList list = list(order, type);
        int blockOrder = order;
        int listType = type;
        if (!list.isConsistent(pfn -> isFreeBlock(pfn, blockOrder, listType))) {
          violations.add(zone + ": the list of order " + order + ", type " + type + " is broken");
        }
        ofOrder += list.size();
      }
      if (ofOrder != freeBlocks[order]) {
        violations.add(
            zone + ": " + ofOrder + " blocks of order " + order + ", not " + freeBlocks[order]);
      }
      counted += ofOrder << order;
    }
    if (counted != free) {
      violations.add(zone + ": " + counted + " pages on lists, not " + free);
    }
  }

  private boolean isFreeBlock(long pfn, int order, int type) {
    return isFree(pfn, order)
        && (pfn & (1L << order) - 1) == 0
        && pages.index(pfn) == type
        && pages.refcount(pfn) == 0
        && (order == MAX_ORDER || !isFree(pfn ^ 1L << order, order));
  }
}
