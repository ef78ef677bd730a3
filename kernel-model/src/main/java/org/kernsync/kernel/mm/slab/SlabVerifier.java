package org.kernsync.kernel.mm.slab;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** Looks at all slabs of a cache at rest. */
final class SlabVerifier {
  private final KmemCache cache;
  private final List<String> violations;
  private final SlabPages slabs;
  private final SlabFreelist freelist;
  private final NodeSlabs node;
  private final CpuSlabs cpus;
  private final PageDescriptors pages;
  private final PhysicalMemory memory;
  private final SlabLayout layout;
  private final Set<Long> free = new HashSet<>();
  private final Set<Long> owned = new HashSet<>();

  SlabVerifier(SlabAllocator allocator, KmemCache cache, List<String> violations) {
    this.cache = cache;
    this.violations = violations;
    this.slabs = cache.slabs();
    this.freelist = slabs.freelist();
    this.node = slabs.node();
    this.cpus = allocator.cpus();
    this.pages = allocator.pages();
    this.memory = pages.memory();
    this.layout = cache.options().layout();
  }

  void run() {
    long flags = node.lock().lock();
    try {
      for (int slot = 0; slot < cpus.slots(); slot++) {
        cpu(cpus.at(slot, cache.id()));
      }
      long objects = 0;
      for (int place = 0; place < node.count(); place++) {
        slab(node.slab(place), place);
        objects += slabs.objects(node.slab(place));
      }
      long active =
          cpus.sum(cache.id(), CpuSlabs.ALLOCATIONS) - cpus.sum(cache.id(), CpuSlabs.FREES);
      if (objects - free.size() != active) {
        wrong(
            "objects "
                + objects
                + ", free "
                + free.size()
                + ", but allocations less frees "
                + active);
      }
    } finally {
      node.lock().unlock(flags);
    }
  }

  private void cpu(long cpu) {
    long owner = memory.getLong(cpu + CpuSlabs.OWNER);
    if (owner == 0) {
      if (memory.getLong(cpu + CpuSlabs.FREELIST) != 0) {
        wrong("a CPU has objects and no slab");
      }
    } else {
      own(owner);
      walk(SlabOwner.head(owner), memory.getLong(cpu + CpuSlabs.FREELIST));
    }
    long aside = memory.getLong(cpu + CpuSlabs.PARTIAL);
    while (aside != 0 && own(aside)) {
      aside = slabs.chain().next(aside);
    }
  }

  private boolean own(long owner) {
    long head = SlabOwner.head(owner);
    if (!owned.add(head)) {
      wrong("slab " + head + " belongs to a CPU twice");
      return false;
    }
    if (!SlabWord.isFrozen(freelist.word(head))) {
      wrong("slab " + head + " belongs to a CPU and is not frozen");
    }
    return true;
  }

  private void slab(long head, int place) {
    long word = freelist.word(head);
    int listed = walk(head, SlabFreelist.first(head, word));
    int objects = slabs.objects(head);
    if (objects - listed != SlabWord.inUse(word)) {
      wrong("slab " + head + " has " + listed + " of " + objects + " free: " + describe(word));
    }
    if (SlabWord.isFrozen(word) != owned.contains(head)) {
      wrong("slab " + head + " is no CPU's: " + describe(word));
    }
    if (node.isPartial(head) != (listed > 0 && !SlabWord.isFrozen(word))) {
      wrong("slab " + head + " on the partial list or not: " + describe(word));
    }
    if ((int) pages.index(head) != place
        || pages.mapping(head) != SlabOwner.of(cache.id(), head)
        || !pages.has(head, PageDescriptors.SLAB)) {
      wrong("slab " + head + " has a descriptor of something else");
    }
  }

  /** Follows a freelist; each object is one of the slab, and on no other list. */
  private int walk(long head, long first) {
    int count = 0;
    for (long object = first; object != 0; object = freelist.link(object)) {
      long room = object - layout.left() - PhysicalMemory.addressOf(head);
      if (room < 0 || room % layout.size() != 0 || room / layout.size() >= slabs.objects(head)) {
        wrong(String.format("slab %d has 0x%016x on its freelist", head, object));
        return count;
      }
      if (!free.add(object)) {
        wrong(String.format("object 0x%016x is on two freelists", object));
        return count;
      }
      count++;
    }
    return count;
  }

  private static String describe(long word) {
    return SlabWord.describe(word);
  }

  private void wrong(String what) {
    violations.add(cache.name() + ": " + what);
  }
}
