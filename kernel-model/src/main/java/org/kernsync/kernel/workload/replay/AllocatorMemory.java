package org.kernsync.kernel.workload.replay;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** The kernel's allocators as what scripts are played on: {@code kmalloc} and its kin. */
public final class AllocatorMemory implements ReplayMemory {
  private final KernelAllocator allocator;
  private final PageAllocator pages;
  private final PhysicalMemory memory;
  private final long usedAtFirst;

  /**
   * Plays on an allocator.
   *
   * @param allocator a fresh one; closed with this
   */
  public AllocatorMemory(KernelAllocator allocator) {
    this.allocator = allocator;
    pages = allocator.pages();
    memory = allocator.memory();
    usedAtFirst = pages.usedPages();
  }

  @Override
  public long allocate(long bytes) {
    return allocator.kmalloc(bytes, Gfp.KERNEL | Gfp.NOWARN);
  }

  @Override
  public long resize(long block, long bytes) {
    return allocator.krealloc(block, bytes, Gfp.KERNEL | Gfp.NOWARN);
  }

  @Override
  public void free(long block) {
    allocator.kfree(block);
  }

  @Override
  public long read(long address) {
    return memory.getLong(address);
  }

  @Override
  public void write(long address, long value) {
    memory.putLong(address, value);
  }

  @Override
  public long managedBytes() {
    return pages.managedPages() << PhysicalMemory.PAGE_SHIFT;
  }

  @Override
  public long usedBytes() {
    return pages.usedPages() << PhysicalMemory.PAGE_SHIFT;
  }

  @Override
  public long[] freeBlocks() {
    long[] free = new long[PageAllocator.MAX_ORDER + 1];
    for (Zone zone : pages.zones()) {
      for (int order = 0; order < free.length; order++) {
        free[order] += zone.freeBlocks(order);
      }
    }
    return free;
  }

  @Override
  public List<String> verify() {
    allocator.shrink();
    List<String> violations = new ArrayList<>(allocator.verify());
    String leaks = allocator.leaks();
    if (leaks != null) {
      violations.add(leaks.strip().replaceAll("\\s*\\R\\s*", ", "));
    }
    long kept = pages.usedPages() - usedAtFirst;
    if (kept != 0) {
      violations.add(kept + " pages are still in use although everything was freed");
    }
    return violations;
  }

  @Override
  public void close() {
    allocator.close();
  }
}
