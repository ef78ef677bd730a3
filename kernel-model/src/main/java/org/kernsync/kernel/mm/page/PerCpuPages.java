package org.kernsync.kernel.mm.page;

/**
 * Blocks of up to eight pages of one zone that one slot has at hand: {@code struct per_cpu_pages}.
 * A stack for each order and migrate type, so that the block freed last, which is still in the
 * cache, is the next to go; what is given back to the zone is taken from the bottoms.
 *
 * <p><b>Context.</b> Within a section of the slot. Counters are read by others too, as hints.
 */
final class PerCpuPages {
  /*
   * Everything is in one array, far enough from its ends that no two slots share a cache line:
   * counts of the stacks, the totals below, then the stacks.
   *
   * At most high + 2 * batch + MOST_PAGES pages are here: put refuses at high, what may go beyond
   * gives back first.
   */

  /** The largest order that has lists, as in Linux since 5.14; 5.4 has order 0 only. */
  static final int MAX_ORDER = PageAllocator.COSTLY_ORDER;

  private static final int STACKS = (MAX_ORDER + 1) * MigrateType.COUNT;
  private static final int MOST_PAGES = 2 << MAX_ORDER;
  private static final int LINES_APART = 16; // longs in two cache lines
  private static final int COUNTS = LINES_APART;
  private static final int TOTAL = COUNTS + STACKS; // pages in all stacks
  private static final int ALLOCATED = TOTAL + 1; // pages that left for users, ever
  private static final int FREED = TOTAL + 2; // pages that came from users, ever
  private static final int NEXT = TOTAL + 3; // the stack that gives back next
  private static final int FIRST_STACK = (NEXT / LINES_APART + 1) * LINES_APART;

  private final PcpSizes sizes;
  private final int high;
  private final int room; // of a stack of each order
  private final long[] words; // plain: the slot's; others read single words as hints

  PerCpuPages(PcpSizes sizes) {
    this.sizes = sizes;
    this.high = sizes.high();
    this.room = high + 2 * sizes.batch() + MOST_PAGES;
    this.words = new long[FIRST_STACK + STACKS * room + LINES_APART];
  }

  private static int stack(int order, int type) {
    return order * MigrateType.COUNT + type;
  }

  /** Takes the block that was put last; -1 if there is none of this order and type. */
  long take(int order, int type) {
    long[] all = words;
    int stack = stack(order, type);
    int left = (int) all[COUNTS + stack] - 1;
    if (left < 0) {
      return PageAllocator.NONE;
    }
    all[COUNTS + stack] = left;
    all[TOTAL] -= 1L << order;
    all[ALLOCATED] += 1L << order;
    return all[FIRST_STACK + stack * room + left];
  }

  /** Puts a block, if that does not make too many pages: then {@link #putAndGiveBack} is due. */
  boolean put(long pfn, int order, int type) {
    long[] all = words;
    if (all[TOTAL] + (1L << order) >= high) {
      return false;
    }
    push(pfn, order, type);
    all[FREED] += 1L << order;
    return true;
  }

  /** Puts a block, and if there are too many pages then, gives some back. Under the zone's lock. */
  void putAndGiveBack(long pfn, int order, int type, FreeAreas areas) {
    push(pfn, order, type);
    words[FREED] += 1L << order;
    if (words[TOTAL] >= high) {
      giveBack(Math.max(sizes.batch(), words[TOTAL] - high), areas);
    }
  }

  /** Puts blocks of an order and type that the zone has. Under the zone's lock. */
  void refill(int order, int type, Zone zone) {
    int blocks = sizes.batch() == 1 ? 1 : Math.max(sizes.batch() >> order, 2);
    giveBack(words[TOTAL] + ((long) blocks << order) - high - sizes.batch(), zone.areas);
    for (int i = 0; i < blocks; i++) {
      long pfn = zone.takeLocked(order, type);
      if (pfn < 0) {
        return;
      }
      push(pfn, order, type);
    }
  }

  private void push(long pfn, int order, int type) {
    long[] all = words;
    int stack = stack(order, type);
    int count = (int) all[COUNTS + stack];
    all[FIRST_STACK + stack * room + count] = pfn;
    all[COUNTS + stack] = count + 1;
    all[TOTAL] += 1L << order;
  }

  /** Frees a number of pages, from the bottoms of the stacks in turn. Under the zone's lock. */
  void giveBack(long number, FreeAreas areas) {
    long left = Math.min(number, words[TOTAL]);
    while (left > 0) {
      int stack = (int) words[NEXT];
      words[NEXT] = (stack + 1) % STACKS;
      left -= giveBackFrom(stack, left, areas);
    }
  }

  /** Frees up to a batch of a stack; returns how many pages. */
  private long giveBackFrom(int stack, long number, FreeAreas areas) {
    int order = stack / MigrateType.COUNT;
    long wanted = Math.min(number, sizes.batch()) + (1L << order) - 1 >> order;
    int count = (int) words[COUNTS + stack];
    int blocks = (int) Math.min(wanted, count);
    int bottom = FIRST_STACK + stack * room;
    for (int i = 0; i < blocks; i++) {
      areas.free(words[bottom + i], order);
    }
    System.arraycopy(words, bottom + blocks, words, bottom, count - blocks);
    words[COUNTS + stack] = count - blocks;
    words[TOTAL] -= (long) blocks << order;
    return (long) blocks << order;
  }

  /** How many pages there are, a hint without the section. */
  int total() {
    return (int) words[TOTAL];
  }

  /** How many pages went from here to users, ever; a hint without the section. */
  long allocated() {
    return words[ALLOCATED];
  }

  /** How many pages users gave back here, ever; a hint without the section. */
  long freed() {
    return words[FREED];
  }

  @Override
  public String toString() {
    return "PerCpuPages[" + total() + " pages]";
  }
}
