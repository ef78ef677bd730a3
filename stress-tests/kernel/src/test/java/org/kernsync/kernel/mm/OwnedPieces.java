package org.kernsync.kernel.mm;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.page.ZoneLimits;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * One memory for all attempts of a jcstress test. Who gets a piece of it signs it, and who gives it
 * back has signed it: two owners of one piece see each other.
 */
public final class OwnedPieces {
  /** What {@link #begin} and {@link #end} say where all is well. */
  public static final int FINE = 0;

  private static final int OWNERS = 8;
  private static final int FIRST = 16;
  private static final int SECOND = 24;
  private static final long BYTES = 1L << 30;

  private final KernelAllocator allocator;
  private final PhysicalMemory memory;

  /**
   * Makes a memory.
   *
   * @param host where it is
   */
  public OwnedPieces(MemoryHost host) {
    memory = PhysicalMemory.map(BYTES);
    allocator = new KernelAllocator(memory, host, 2, ZoneLimits.of(BYTES), null);
  }

  /**
   * Its allocators.
   *
   * @return them
   */
  public KernelAllocator allocator() {
    return allocator;
  }

  /**
   * Begins to own a piece of 32 bytes or more: nobody else does, and all that its last owner wrote
   * is there.
   *
   * @param piece what was allocated
   * @return {@link #FINE}; 1 where it has another owner; 2 where half of a change is seen; 3 where
   *     it is no piece
   */
  public int begin(long piece) {
    if (piece == 0) {
      return 3;
    }
    if (memory.getAndAddLong(piece + OWNERS, 1) != 0) {
      return 1;
    }
    return change(piece) ? FINE : 2;
  }

  /**
   * Ends it, before the piece is given back.
   *
   * @param piece what was allocated
   * @return as {@link #begin}
   */
  public int end(long piece) {
    boolean whole = change(piece);
    if (memory.getAndAddLong(piece + OWNERS, -1) != 1) {
      return 1;
    }
    return whole ? FINE : 2;
  }

  /** Two words that only the owner changes, one after the other. */
  private boolean change(long piece) {
    long first = memory.getLong(piece + FIRST);
    long second = memory.getLong(piece + SECOND);
    memory.putLong(piece + FIRST, first + 1);
    memory.putLong(piece + SECOND, second + 1);
    return first == second;
  }
}
