package org.kernsync.kernel.mm;

import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** Where the memory of processes comes from, a page at a time. */
public interface UserPages {
  /**
   * The memory that the pages are of.
   *
   * @return read and written by kernel addresses
   */
  PhysicalMemory memory();

  /**
   * Takes a page, full of zeros. May sleep, and reclaim memory of others meanwhile.
   *
   * @return its kernel address
   * @throws UserFault where there is none to be had, or the current task is to die
   */
  long take();

  /**
   * Gives a page back.
   *
   * @param page its kernel address
   */
  void give(long page);
}
