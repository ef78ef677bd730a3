package org.kernsync.kernel.mm.phys;

/**
 * What is known of each page: {@code struct page}, 64 bytes per page, in the memory itself (Linux's
 * {@code vmemmap}). A descriptor is named by its page's frame number; behind those of the pages lie
 * some more, which are the heads of {@link PageList}s.
 *
 * <p><b>Context.</b> Anywhere; each access is one load or store, and allocates nothing. Who may
 * write a field is said at the field: descriptors have no lock of their own.
 *
 * <p><b>Memory effects.</b> Plain where a name says nothing else.
 *
 * <p><b>Differences from Linux.</b> No unions: each field has its own place. A page of a compound
 * finds its head by a distance in the flags word, so that {@link #headOf} has no branch.
 */
public final class PageDescriptors {
  /*
   * offset  field     guard
   * 0       flags     low half: bits below; BUDDY by the zone's lock, else the page's owner.
   *                   high half: distance to the head of its compound, by who allocates
   * 8       refcount  owner while 1, atomically above
   * 12      mapcount  atomically
   * 16      mapping   the page's owner
   * 24      index     the page's owner; of a free page its migrate type, while in a per-CPU list
   * 32      private   zone's lock in a free block (its order); of a compound's head its order, by
   *                   who allocates; else the page's owner
   * 40      next      the lock of the list that the page is on
   * 48      prev      as next
   * 56      slab      slabs: compare-and-set
   *
   * Zero is what a page has that was never free and never allocated.
   */

  /** The binary logarithm of a descriptor's size. */
  public static final int DESCRIPTOR_SHIFT = 6;

  /** The first page of a free block, which has its order in {@link #order}. */
  public static final int BUDDY = 1;

  /** Reserved at boot: never free. */
  public static final int RESERVED = 1 << 1;

  /** The first page of a compound. */
  public static final int HEAD = 1 << 2;

  /** Belongs to a slab cache. */
  public static final int SLAB = 1 << 3;

  /** On a list of {@code mm.reclaim}. */
  public static final int LRU = 1 << 4;

  /** On the active one. */
  public static final int ACTIVE = 1 << 5;

  /** Used since it was last looked at. */
  public static final int REFERENCED = 1 << 6;

  /** Newer than what is on disk. */
  public static final int DIRTY = 1 << 7;

  /** Came from reserves that are kept for freeing memory. */
  public static final int PFMEMALLOC = 1 << 8;

  /** A large allocation of {@code kmalloc}, straight from the page allocator. */
  public static final int LARGE = 1 << 9;

  private static final int REFCOUNT = 8;
  private static final int MAPCOUNT = 12;
  private static final int MAPPING = 16;
  private static final int INDEX = 24;
  private static final int PRIVATE = 32;
  private static final int NEXT = 40;
  private static final int PREVIOUS = 48;
  private static final int SLAB_WORD = 56;
  private static final int DISTANCE_SHIFT = 32;
  private static final long FLAGS_MASK = 0xffff_ffffL;

  private final PhysicalMemory memory;
  private final long table;
  private final long pages;
  private final int lists;
  private int listsTaken; // plain: lists are made while the kernel boots

  /**
   * Makes descriptors of all pages, and cuts the room for them off.
   *
   * @param memblock fresh memory
   * @param lists how many {@link PageList}s there can be
   * @throws IllegalArgumentException if the memory is too small for them
   */
  public PageDescriptors(Memblock memblock, int lists) {
    this.memory = memblock.memory();
    this.pages = memory.pages();
    this.lists = lists;
    this.table = memblock.reserve(pages + lists << DESCRIPTOR_SHIFT, PhysicalMemory.PAGE_SIZE);
  }

  /**
   * The memory that they describe, and are in.
   *
   * @return the memory
   */
  public PhysicalMemory memory() {
    return memory;
  }

  /**
   * How many pages there are.
   *
   * @return the first frame number that is none
   */
  public long pages() {
    return pages;
  }

  /**
   * Makes an empty list.
   *
   * @return the list
   * @throws IllegalStateException if there are as many as were asked for
   */
  public PageList newList() {
    if (listsTaken == lists) {
      throw new IllegalStateException("all " + lists + " page lists are taken");
    }
    return new PageList(this, pages + listsTaken++);
  }

  /**
   * The kernel address of a descriptor, for those who access fields by {@link PhysicalMemory}.
   *
   * @param pfn whose descriptor
   * @return its address; the slab word is 56 bytes further
   */
  public long addressOf(long pfn) {
    return table + (pfn << DESCRIPTOR_SHIFT);
  }

  // ---- flags

  /**
   * The flags of a page, and nothing of its compound.
   *
   * @param pfn the page
   * @return its bits
   */
  public int flags(long pfn) {
    return (int) memory.getLongOpaque(addressOf(pfn)); // opaque: others' pages are looked at too
  }

  /**
   * Whether a page has a flag.
   *
   * @param pfn the page
   * @param flag one bit
   * @return true if it is set
   */
  public boolean has(long pfn, int flag) {
    return (flags(pfn) & flag) != 0;
  }

  /**
   * Sets flags, not atomically.
   *
   * @param pfn the page
   * @param flags the bits to set
   */
  public void set(long pfn, int flags) {
    long at = addressOf(pfn);
    memory.putLongOpaque(at, memory.getLong(at) | flags); // opaque: as #flags; one writer
  }

  /**
   * Clears flags, not atomically.
   *
   * @param pfn the page
   * @param flags the bits to clear
   */
  public void clear(long pfn, int flags) {
    long at = addressOf(pfn);
    memory.putLongOpaque(at, memory.getLong(at) & ~(flags & FLAGS_MASK)); // opaque: as #set
  }

  /**
   * Sets all flags at once, and makes the page one of no compound.
   *
   * @param pfn the page
   * @param flags its bits from now on
   */
  public void reset(long pfn, int flags) {
    memory.putLongOpaque(addressOf(pfn), flags & FLAGS_MASK); // opaque: as #set
  }

  // ---- compounds

  /**
   * The first page of the compound that a page belongs to: {@code compound_head}.
   *
   * @param pfn the page
   * @return the head; the page itself if it is the head, or of no compound
   */
  public long headOf(long pfn) {
    return pfn - (memory.getLong(addressOf(pfn)) >>> DISTANCE_SHIFT); // plain: the page's owner
  }

  /**
   * Makes a block of pages a compound.
   *
   * @param pfn its first page
   * @param order its order, above 0
   */
  public void makeCompound(long pfn, int order) {
    for (long i = 1; i < 1L << order; i++) {
      memory.putLongOpaque(addressOf(pfn + i), i << DISTANCE_SHIFT); // opaque: as #set
    }
    set(pfn, HEAD);
    setOrder(pfn, order);
  }

  /**
   * Makes a compound a block of pages again.
   *
   * @param pfn its head
   * @param order its order
   */
  public void splitCompound(long pfn, int order) {
    for (long i = 1; i < 1L << order; i++) {
      reset(pfn + i, 0);
    }
    clear(pfn, HEAD);
  }

  /**
   * The order of a free block, or of a compound.
   *
   * @param pfn its first page
   * @return the order
   */
  public int order(long pfn) {
    return (int) memory.getLongOpaque(addressOf(pfn) + PRIVATE); // opaque: as #flags
  }

  /**
   * Says what order a block has.
   *
   * @param pfn its first page
   * @param order the order
   */
  public void setOrder(long pfn, int order) {
    memory.putLongOpaque(addressOf(pfn) + PRIVATE, order); // opaque: as #set
  }

  // ---- counts

  /**
   * How many references a page has.
   *
   * @param pfn the page
   * @return the number; 0 of a free page
   */
  public int refcount(long pfn) {
    return memory.getIntOpaque(addressOf(pfn) + REFCOUNT); // opaque: others may be counting
  }

  /**
   * Sets the number of references, where nobody else can be counting.
   *
   * @param pfn the page
   * @param count the number
   */
  public void setRefcount(long pfn, int count) {
    memory.putIntOpaque(addressOf(pfn) + REFCOUNT, count); // opaque: as #refcount
  }

  /**
   * Takes a reference, {@code get_page}, or gives one back. The caller has one.
   *
   * @param pfn the page
   * @param amount 1 or -1
   * @return the number before
   */
  public int getAndAddRefcount(long pfn, int amount) {
    // volatile: MM1, pairs with itself; what each user did to the page, before it is free
    return memory.getAndAddInt(addressOf(pfn) + REFCOUNT, amount);
  }

  /**
   * How often a page is mapped.
   *
   * @param pfn the page
   * @return the number
   */
  public int mapcount(long pfn) {
    return memory.getIntOpaque(addressOf(pfn) + MAPCOUNT); // opaque: others may be counting
  }

  /**
   * Counts a mapping that comes or goes.
   *
   * @param pfn the page
   * @param amount 1 or -1
   * @return the number before
   */
  public int getAndAddMapcount(long pfn, int amount) {
    return memory.getAndAddInt(addressOf(pfn) + MAPCOUNT, amount); // volatile: a count alone
  }

  // ---- the owner's

  /**
   * Whose page it is: a number that its owner chose.
   *
   * @param pfn the page
   * @return the number, 0 where none was set since it was allocated
   */
  public long mapping(long pfn) {
    return memory.getLongOpaque(addressOf(pfn) + MAPPING); // opaque: others' pages are looked at
  }

  /**
   * Says whose page it is.
   *
   * @param pfn the page
   * @param mapping the number
   */
  public void setMapping(long pfn, long mapping) {
    memory.putLongOpaque(addressOf(pfn) + MAPPING, mapping); // opaque: as #mapping
  }

  /**
   * Which page of its owner's it is.
   *
   * @param pfn the page
   * @return the number
   */
  public long index(long pfn) {
    return memory.getLong(addressOf(pfn) + INDEX); // plain: the page's owner
  }

  /**
   * Says which page of its owner's it is.
   *
   * @param pfn the page
   * @param index the number
   */
  public void setIndex(long pfn, long index) {
    memory.putLong(addressOf(pfn) + INDEX, index); // plain: the page's owner
  }

  /**
   * What the owner keeps with a page. Of a compound's head this is its order.
   *
   * @param pfn the page
   * @return the number
   */
  public long ownerWord(long pfn) {
    return memory.getLong(addressOf(pfn) + PRIVATE); // plain: the page's owner
  }

  /**
   * Keeps something with a page.
   *
   * @param pfn the page, of no compound
   * @param word the number
   */
  public void setOwnerWord(long pfn, long word) {
    memory.putLong(addressOf(pfn) + PRIVATE, word); // plain: the page's owner
  }

  // ---- the slab word

  /**
   * The slab word of a page, with acquire.
   *
   * @param pfn the page
   * @return the word
   */
  public long slabWordAcquire(long pfn) {
    return memory.getLongAcquire(addressOf(pfn) + SLAB_WORD); // acquire: for the slab
  }

  /**
   * The slab word of a page, plain.
   *
   * @param pfn the page
   * @return the word
   */
  public long slabWord(long pfn) {
    return memory.getLong(addressOf(pfn) + SLAB_WORD); // plain: for the slab
  }

  /**
   * Sets the slab word with release.
   *
   * @param pfn the page
   * @param word the word
   */
  public void setSlabWordRelease(long pfn, long word) {
    memory.putLongRelease(addressOf(pfn) + SLAB_WORD, word); // release: for the slab
  }

  /**
   * Changes the slab word if it is the one expected, in volatile mode.
   *
   * @param pfn the page
   * @param expected the word expected
   * @param update the new one
   * @return true if changed
   */
  public boolean compareAndSetSlabWord(long pfn, long expected, long update) {
    long at = addressOf(pfn) + SLAB_WORD;
    return memory.compareAndSetLong(at, expected, update); // volatile: for the slab
  }

  // ---- links, for PageList

  long next(long pfn) {
    return memory.getLong(addressOf(pfn) + NEXT); // plain: under the list's lock
  }

  void setNext(long pfn, long next) {
    memory.putLong(addressOf(pfn) + NEXT, next); // plain: under the list's lock
  }

  long previous(long pfn) {
    return memory.getLong(addressOf(pfn) + PREVIOUS); // plain: under the list's lock
  }

  void setPrevious(long pfn, long previous) {
    memory.putLong(addressOf(pfn) + PREVIOUS, previous); // plain: under the list's lock
  }

  @Override
  public String toString() {
    return "PageDescriptors[" + pages + " pages]";
  }
}
