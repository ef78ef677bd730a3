package org.kernsync.benchmarks;

import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.ZoneLimits;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Our page allocator, on plain threads, with memory of its own: so much that per-CPU lists have the
 * length that they have on any machine. What is not touched takes no room.
 */
final class OurPages implements AutoCloseable {
  private static final long MEMORY = 4L << 30;

  private final PhysicalMemory memory = PhysicalMemory.map(MEMORY);
  private final PageAllocator allocator;

  OurPages() {
    Memblock memblock = new Memblock(memory);
    PageDescriptors pages = new PageDescriptors(memblock, PageAllocator.listsNeeded());
    allocator = new PageAllocator(new PlainHost(), memblock, pages, ZoneLimits.of(memory.size()));
  }

  PageAllocator allocator() {
    return allocator;
  }

  @Override
  public void close() {
    memory.close();
  }
}
