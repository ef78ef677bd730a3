package org.kernsync.kernel.mm.slot;

import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** {@code kmem_cache}, as its users see it: slots of one size for structures of one kind. */
public interface SlotCache {
  /**
   * The memory that the slots are in.
   *
   * @return the memory
   */
  PhysicalMemory memory();

  /**
   * Takes a slot, with whatever is in it.
   *
   * @return its address, or 0 where there is no memory
   */
  long allocate();

  /**
   * Gives a slot back.
   *
   * @param slot its address
   */
  void free(long slot);
}
