package org.kernsync.kernel.mm.phys;

/**
 * Memory before there is an allocator: what the kernel needs for itself is cut off from the top,
 * and never comes back. What is left in the end belongs to the page allocator.
 *
 * <p><b>Context.</b> One thread, while the kernel boots. What it hands out reads as zero.
 *
 * <p><b>Differences from Linux.</b> {@code memblock} keeps lists of regions; here is one.
 */
public final class Memblock {
  private final PhysicalMemory memory;
  private long endOffset;

  /**
   * Begins with all of it free.
   *
   * @param memory fresh memory
   */
  public Memblock(PhysicalMemory memory) {
    this.memory = memory;
    this.endOffset = memory.size();
  }

  /**
   * Whose memory it is.
   *
   * @return the memory
   */
  public PhysicalMemory memory() {
    return memory;
  }

  /**
   * Cuts off a piece for good: {@code memblock_alloc}.
   *
   * @param bytes how long
   * @param alignment of its beginning, a power of two
   * @return its kernel address
   * @throws IllegalArgumentException if there is not so much left
   */
  public long reserve(long bytes, long alignment) {
    long start = endOffset - bytes & -alignment;
    if (bytes < 0 || start < 0) {
      throw new IllegalArgumentException(
          "no room for " + bytes + " bytes of the kernel's own in " + memory + ": take more");
    }
    endOffset = start;
    return PhysicalMemory.DIRECT_MAP + start;
  }

  /**
   * How many whole pages are free, from page 0 on.
   *
   * @return the number of the first page that is not
   */
  public long freePages() {
    return endOffset >>> PhysicalMemory.PAGE_SHIFT;
  }
}
