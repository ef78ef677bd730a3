package org.kernsync.kernel.fs;

import java.util.concurrent.atomic.AtomicLong;
import org.kernsync.kernel.mm.phys.ByteTransfer;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.reclaim.FileMapping;
import org.kernsync.kernel.sched.Task;

/**
 * A file to be written from its beginning on, through the page cache: what is written stays in
 * memory until that is wanted for something else.
 *
 * <p><b>Context.</b> Writing may sleep, for memory.
 *
 * <p><b>Differences from Linux.</b> No disk is behind it yet: pages are clean at once, and what was
 * given back is lost. Writers that share the file each have a range of their own, in the order in
 * which they come, without a lock.
 */
final class CachedFile extends OpenFile {
  private static final int NO_MEMORY = -12;

  private final FileMapping mapping;
  private final PhysicalMemory memory;
  private final AtomicLong position = new AtomicLong(); // getAndAdd: each writer's range is its own

  CachedFile(FileMapping mapping, PhysicalMemory memory) {
    this.mapping = mapping;
    this.memory = memory;
  }

  @Override
  public int read(Task self, byte[] target) {
    return BAD;
  }

  @Override
  public int write(Task self, byte[] source) {
    long start = position.getAndAdd(source.length); // volatile: atomicity is what counts
    int written = 0;
    while (written < source.length) {
      long at = start + written;
      int offset = (int) (at & PhysicalMemory.PAGE_SIZE - 1);
      int run = Math.min(source.length - written, PhysicalMemory.PAGE_SIZE - offset);
      long pfn = mapping.take(at >>> PhysicalMemory.PAGE_SHIFT);
      if (pfn == FileMapping.NONE) {
        return written == 0 ? NO_MEMORY : written;
      }
      ByteTransfer.copyIn(memory, PhysicalMemory.addressOf(pfn) + offset, source, written, run);
      mapping.release(pfn);
      written += run;
    }
    return written;
  }

  @Override
  protected void close() {
    // what was written stays in the cache
  }
}
