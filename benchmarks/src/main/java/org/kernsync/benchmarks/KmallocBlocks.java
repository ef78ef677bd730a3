package org.kernsync.benchmarks;

import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;

/** Ours, on plain threads. */
final class KmallocBlocks extends AddressBlocks {
  private static final long MEMORY = 1L << 30;

  private final KernelAllocator memory = KernelAllocator.ofSize(MEMORY);

  @Override
  long take() {
    long address = memory.kmalloc(BYTES, Gfp.KERNEL);
    if (address == 0) {
      throw new IllegalStateException("kmalloc has no memory left");
    }
    return address;
  }

  @Override
  void give(long address) {
    memory.kfree(address);
  }

  @Override
  public void close() {
    memory.close();
  }
}
