package org.kernsync.kernel.workload.replay;

import java.util.List;

/**
 * The allocator that a script is played on, used by many threads at once.
 *
 * <p>Sizes are positive. Addresses are 0 where there is no memory left.
 */
public interface ReplayMemory extends AutoCloseable {
  /**
   * Allocates a block.
   *
   * @param bytes its size
   * @return its address, a multiple of 8, or 0
   */
  long allocate(long bytes);

  /**
   * Gives a block another size; it keeps its content up to the smaller of the two.
   *
   * @param block its address
   * @param bytes its new size
   * @return its new address, or 0, and then it stays what it was
   */
  long resize(long block, long bytes);

  /**
   * Frees a block.
   *
   * @param block its address
   */
  void free(long block);

  /**
   * Reads eight bytes of a block.
   *
   * @param address of the first
   * @return what is there
   */
  long read(long address);

  /**
   * Writes eight bytes of a block.
   *
   * @param address of the first
   * @param value what for
   */
  void write(long address, long value);

  /**
   * How much there is.
   *
   * @return bytes that the allocator manages
   */
  long managedBytes();

  /**
   * How much of it is taken from the pages; exact while nobody allocates.
   *
   * @return bytes, pages that CPUs keep for later are not counted
   */
  long usedBytes();

  /**
   * How many free blocks of pages there are.
   *
   * @return by order, of all zones together
   */
  long[] freeBlocks();

  /**
   * Gives back what is kept for later and checks the allocator; by one thread, while nobody
   * allocates and all blocks are freed.
   *
   * @return what is wrong, one sentence each
   */
  List<String> verify();

  @Override
  void close();
}
