package org.kernsync.kernel.mm.slab;

/**
 * How many pages a slab has, how many objects fit, and how much a cache keeps: the kernel's
 * formulas, pure.
 *
 * <p>A slab of {@code 2^order} pages holds as many objects as fit; the rest is lost. The order is
 * the smallest at which a slab holds enough objects for the number of CPUs and loses at most a
 * sixteenth; where there is none, an eighth, then a quarter; where there still is none, with one
 * object less, and so on.
 *
 * <p><b>Differences from Linux.</b> None in the numbers of 5.4: the captured slabinfo of a machine
 * with 8 processors is the test. 6.12 counts what a CPU keeps in slabs; we do as 5.4.
 *
 * @param size bytes from one object to the next, a multiple of 8
 * @param order a slab is {@code 2^order} pages
 * @param objects the objects in a slab
 */
public record SlabGeometry(int size, int order, int objects) {
  /** Bytes in a page. */
  public static final int PAGE_SIZE = 4096;

  /** The highest order that is tried for objects that fit it. */
  public static final int MAX_SLAB_ORDER = 3;

  /** The highest order that the page allocator has: for objects larger than any other slab. */
  public static final int MAX_ORDER = 10;

  private static final int MIN_OBJECTS_PER_BIT = 4;
  private static final int FIRST_FRACTION = 16;
  private static final int LAST_FRACTION = 4;
  private static final int MIN_PARTIAL = 5;
  private static final int MAX_PARTIAL = 10;

  /**
   * The geometry of a cache.
   *
   * @param size bytes from one object to the next, what debugging adds included
   * @param cpus how many CPUs there are
   * @return order and number of objects
   * @throws IllegalArgumentException if the size is not positive, no multiple of 8, or more than
   *     the largest block of pages; or if there are no CPUs
   */
  public static SlabGeometry of(int size, int cpus) {
    if (size <= 0 || size % Long.BYTES != 0 || size > PAGE_SIZE << MAX_ORDER) {
      throw new IllegalArgumentException(
          "size " + size + ": a positive multiple of 8, at most " + (PAGE_SIZE << MAX_ORDER));
    }
    if (cpus <= 0) {
      throw new IllegalArgumentException("cpus " + cpus);
    }
    int order = order(size, cpus);
    return new SlabGeometry(size, order, (PAGE_SIZE << order) / size);
  }

  /**
   * The same objects in the smallest slab that holds one: where memory is short.
   *
   * @return the geometry with the least order
   */
  public SlabGeometry smallest() {
    int least = orderFor(size);
    return new SlabGeometry(size, least, (PAGE_SIZE << least) / size);
  }

  /**
   * Bytes in a slab.
   *
   * @return the bytes
   */
  public int slabBytes() {
    return PAGE_SIZE << order;
  }

  /**
   * How many free objects a CPU keeps in slabs other than the one it takes from.
   *
   * @return the objects, counted when a slab is put aside
   */
  public int cpuPartial() {
    if (size >= PAGE_SIZE) {
      return 2;
    }
    if (size >= 1024) {
      return 6;
    }
    return size >= 256 ? 13 : 30;
  }

  /**
   * How many slabs with free objects the node keeps before it gives an empty one back.
   *
   * @return the slabs, from 5 to 10
   */
  public int minPartial() {
    int log2 = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size);
    return Math.clamp(log2 / 2, MIN_PARTIAL, MAX_PARTIAL);
  }

  private static int order(int size, int cpus) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(cpus);
    int wanted = MIN_OBJECTS_PER_BIT * (bits + 1);
    int most = (PAGE_SIZE << MAX_SLAB_ORDER) / size;
    for (int objects = Math.min(wanted, most); objects > 1; objects--) {
      for (int fraction = FIRST_FRACTION; fraction >= LAST_FRACTION; fraction /= 2) {
        int order = orderLosingAtMost(size, objects, fraction);
        if (order <= MAX_SLAB_ORDER) {
          return order;
        }
      }
    }
    return orderFor(size);
  }

  /**
   * The least order for so many objects that loses at most this fraction; beyond the maximum: none.
   */
  private static int orderLosingAtMost(int size, int objects, int fraction) {
    for (int order = orderFor(objects * size); order <= MAX_SLAB_ORDER; order++) {
      int bytes = PAGE_SIZE << order;
      if (bytes % size <= bytes / fraction) {
        return order;
      }
    }
    return MAX_SLAB_ORDER + 1;
  }

  /**
   * The least order whose pages hold so many bytes.
   *
   * @param bytes from 1 to the largest block of pages
   * @return the order
   */
  public static int orderFor(int bytes) {
    int pages = (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
    return Integer.SIZE - Integer.numberOfLeadingZeros(pages - 1);
  }
}
