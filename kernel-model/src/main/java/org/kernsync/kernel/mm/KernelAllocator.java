package org.kernsync.kernel.mm;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.ZoneLimits;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.kernel.mm.reclaim.PageLru;
import org.kernsync.kernel.mm.slab.CacheOptions;
import org.kernsync.kernel.mm.slab.FaultInjection;
import org.kernsync.kernel.mm.slab.Kmalloc;
import org.kernsync.kernel.mm.slab.KmemCache;
import org.kernsync.kernel.mm.slab.SlabAllocator;
import org.kernsync.kernel.mm.slab.SlabCheck;

/**
 * A memory with all its allocators: pages, caches, {@code kmalloc}. For any threads, virtual ones
 * too; and what the kernel model boots with.
 *
 * <pre>{@code
 * try (KernelAllocator memory = KernelAllocator.ofSize(64 << 20)) {
 *   long packet = memory.kmalloc(64, Gfp.KERNEL);
 *   memory.memory().putLong(packet, 42);
 *   memory.kfree(packet);
 * }
 * }</pre>
 *
 * <p>Take it for many small pieces off the heap that come and go, also from one thread to another.
 * Where pieces live as long as one task, an {@link java.lang.foreign.Arena} is simpler.
 *
 * <p><b>Context.</b> Any thread. Where memory is short, an allocation with {@code Gfp.KERNEL} takes
 * back what other threads' slots keep, and waits for them to leave a section; with {@code
 * Gfp.NOWAIT} it does not.
 *
 * <p><b>Progress, memory effects.</b> See {@link KmemCache} and {@link PageAllocator}.
 *
 * <p><b>Differences from Linux.</b> A memory of one's own, as many as one likes. On ordinary
 * threads nothing else is reclaimed, and nobody is killed: what does not fit is 0.
 */
public final class KernelAllocator implements AutoCloseable {
  private final PhysicalMemory memory;
  private final MemoryHost host;
  private final PageAllocator pages;
  private final SlabAllocator slabs;
  private final Kmalloc kmalloc;

  /**
   * Puts the allocators on a memory.
   *
   * @param memory fresh memory; closed with the allocator
   * @param host where they run
   * @param processors how many there are, for the geometry of slabs
   * @param limits where zones end
   * @param faults what lets allocations fail, or null
   * @param checks what misuse the caches of {@code kmalloc} look for
   */
  public KernelAllocator(
      PhysicalMemory memory,
      MemoryHost host,
      int processors,
      ZoneLimits limits,
      FaultInjection faults,
      SlabCheck... checks) {
    this.memory = memory;
    this.host = host;
    Memblock memblock = new Memblock(memory);
    PageDescriptors descriptors =
        new PageDescriptors(memblock, PageAllocator.listsNeeded() + PageLru.LISTS);
    this.slabs = new SlabAllocator(memblock, descriptors, host, processors, faults);
    this.pages = new PageAllocator(host, memblock, descriptors, limits);
    slabs.begin(pages);
    this.kmalloc = new Kmalloc(slabs, checks);
  }

  /**
   * A memory off the heap for ordinary threads.
   *
   * @param bytes how much, from 16 MiB to 64 GiB; only what is touched takes room
   * @return the memory, to be closed
   * @throws IllegalArgumentException if the size is out of range
   * @throws UnsupportedOperationException if this JVM or this system refuses; the message says why
   *     and what to do
   */
  public static KernelAllocator ofSize(long bytes) {
    return of(AllocatorOptions.ofSize(bytes));
  }

  /**
   * A memory for ordinary threads.
   *
   * @param options what it is to be like
   * @return the memory, to be closed
   * @throws IllegalArgumentException if the size is out of range
   * @throws UnsupportedOperationException if this JVM or this system refuses; the message says why
   *     and what to do
   */
  public static KernelAllocator of(AllocatorOptions options) {
    long bytes = options.bytes();
    PhysicalMemory memory =
        options.isOnHeap() ? PhysicalMemory.onHeap(bytes) : PhysicalMemory.map(bytes);
    KernelAllocator made =
        new KernelAllocator(
            memory,
            new PlainHost(options.trace(), options.readers()),
            Runtime.getRuntime().availableProcessors(),
            ZoneLimits.of(bytes),
            options.faults(),
            options.checks());
    made.pages.setReclaimer(new SlotReclaimer(made.pages, made.slabs));
    return made;
  }

  // ---- what is used most

  /**
   * Allocates memory, see {@link Kmalloc#kmalloc}.
   *
   * @param size bytes, 0 or more
   * @param gfp how, see {@code Gfp}
   * @return its kernel address; 0 if there is no memory
   * @throws IllegalArgumentException if the size is negative
   */
  public long kmalloc(long size, int gfp) {
    return kmalloc.kmalloc(size, gfp);
  }

  /**
   * Allocates memory that reads as zero, see {@link Kmalloc#kzalloc}.
   *
   * @param size bytes, 0 or more
   * @param gfp how, see {@code Gfp}
   * @return its kernel address; 0 if there is no memory
   * @throws IllegalArgumentException if the size is negative
   */
  public long kzalloc(long size, int gfp) {
    return kmalloc.kzalloc(size, gfp);
  }

  /**
   * Makes memory larger or smaller, see {@link Kmalloc#krealloc}.
   *
   * @param address what to change; 0 for new memory
   * @param size bytes from now on; 0 frees it
   * @param gfp how, see {@code Gfp}
   * @return where it is now; 0 if there is no memory, and the old is as it was then
   * @throws IllegalArgumentException if the size is negative
   */
  public long krealloc(long address, long size, int gfp) {
    return kmalloc.krealloc(address, size, gfp);
  }

  /**
   * Frees memory, see {@link Kmalloc#kfree}.
   *
   * @param address what an allocation returned; 0 does nothing
   * @throws IllegalStateException if it is not that, as far as it is found
   */
  public void kfree(long address) {
    kmalloc.kfree(address);
  }

  /**
   * Frees memory once all readers that may still see it are done, see {@link Kmalloc#kfreeRcu}.
   * Readers stand in sections of the domain that {@link AllocatorOptions#withReadersOf} names.
   *
   * @param address what an allocation returned, and no new reader finds any more
   */
  public void kfreeRcu(long address) {
    kmalloc.kfreeRcu(address);
  }

  /**
   * Makes a cache of objects of one size, see {@link SlabAllocator#create}.
   *
   * @param options what it is to be like
   * @return the cache
   * @throws IllegalStateException if there are too many
   */
  public KmemCache newCache(CacheOptions options) {
    return slabs.create(options);
  }

  // ---- the parts

  /**
   * The memory itself: where what was allocated is read and written.
   *
   * @return the memory
   */
  public PhysicalMemory memory() {
    return memory;
  }

  /**
   * The page allocator.
   *
   * @return it
   */
  public PageAllocator pages() {
    return pages;
  }

  /**
   * The caches.
   *
   * @return them
   */
  public SlabAllocator slabs() {
    return slabs;
  }

  /**
   * Memory of any size.
   *
   * @return it
   */
  public Kmalloc kmalloc() {
    return kmalloc;
  }

  // ---- checks

  /**
   * Looks for what cannot be, in pages and slabs. At rest: nobody allocates or frees meanwhile.
   *
   * @return a sentence for each violation; empty if all is well
   */
  public List<String> verify() {
    List<String> violations = new ArrayList<>(slabs.verify());
    violations.addAll(pages.verify());
    return violations;
  }

  /**
   * What was allocated and not freed, of caches and large blocks; blocks of pages are not listed.
   *
   * @return a report, or null if nothing is; at rest
   */
  public String leaks() {
    return slabs.leaks();
  }

  /** Gives back what CPUs and caches keep: then pages in use are pages that somebody has. */
  public void shrink() {
    slabs.shrinkAll();
    pages.drainAll();
  }

  /**
   * Gives the memory back, whatever was still allocated. Nobody uses it any more. Waits for the
   * grace periods of what is to be freed after one, so not from a reader's section.
   */
  @Override
  public void close() {
    host.awaitCallbacks();
    memory.close();
  }

  @Override
  public String toString() {
    return "KernelAllocator[" + memory + ", " + pages + "]";
  }
}
