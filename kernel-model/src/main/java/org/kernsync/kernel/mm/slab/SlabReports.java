package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** What is said to the host when somebody misused a cache. */
final class SlabReports {
  private final SlabAllocator allocator;
  private final MemoryHost host;

  SlabReports(SlabAllocator allocator) {
    this.allocator = allocator;
    this.host = allocator.host();
  }

  void freedTwice(String cache, long object) {
    host.misuse(title(cache, "Object already free", object));
  }

  /** An object was freed to a cache that it is not of. */
  void freedToWrongCache(KmemCache cache, long object, long owner) {
    KmemCache right = allocator.cache(SlabOwner.id(owner));
    String what =
        right == null
            ? "Freed what is no slab's object"
            : "Freed to the wrong cache, it is of " + right.name();
    host.misuse(title(cache.name(), what, object));
  }

  /** An address was freed that nobody allocated. */
  void notAllocated(long address) {
    String where =
        allocator.pages().memory().contains(address, 1)
            ? "page " + PhysicalMemory.pfnOf(address)
            : "outside of memory";
    host.misuse(title("kfree", "Freed what kmalloc has not returned, in " + where, address));
  }

  void object(String cache, String what, long object, String tracks) {
    String report = title(cache, what, object);
    host.misuse(tracks.isEmpty() ? report : report + System.lineSeparator() + tracks);
  }

  static String title(String cache, String what, long object) {
    return String.format("BUG %s: %s, object 0x%016x", cache, what, object);
  }
}
