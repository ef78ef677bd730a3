package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Allocation and free of a checked cache: each looks at the object first, under the node's lock; no
 * slab is ever a CPU's.
 *
 * <p>An object that is found damaged is reported and repaired, so that the cache goes on. An object
 * that cannot be freed as asked stays as it was.
 */
final class CheckedSlabs {
  private static final int LISTED = 16;

  private final SlabAllocator allocator;
  private final PageDescriptors pages;
  private final CacheOptions options;
  private final SlabLayout layout;
  private final SlabPages slabs;
  private final SlabRefill refill;
  private final SlabFreelist freelist;
  private final NodeSlabs node;
  private final ObjectChecks checks;
  private final ObjectTracks tracks; // null: not asked for

  CheckedSlabs(SlabAllocator allocator, CacheOptions options, SlabPages slabs, SlabRefill refill) {
    this.allocator = allocator;
    this.pages = allocator.pages();
    this.options = options;
    this.layout = options.layout();
    this.slabs = slabs;
    this.refill = refill;
    this.freelist = slabs.freelist();
    this.node = slabs.node();
    this.checks = new ObjectChecks(pages.memory(), layout, options.poisons());
    this.tracks = options.checks(SlabCheck.STORE_USER) ? new ObjectTracks() : null;
  }

  // ---- allocation

  long take(int gfp) {
    ObjectTracks.Track here = tracks == null ? null : ObjectTracks.here();
    while (true) {
      long object = tryTake(here);
      if (object != 0) {
        refill.count(CpuSlabs.ALLOCATIONS, 1);
        return object;
      }
      if (slabs.newSlab(gfp, false, checks::markFree) == SlabChain.NONE) {
        return 0;
      }
    }
  }

  /** Takes an object of the node's slabs, or 0 if there is none. */
  private long tryTake(ObjectTracks.Track here) {
    String wrong;
    String known = "";
    long object;
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      if (node.partialCount() == 0) {
        return 0;
      }
      long head = node.lastPartial();
      object = takeOne(head);
      wrong = checks.wrongWithFree(object);
      if (wrong == null) {
        checks.markAllocated(object);
        if (tracks != null) {
          tracks.allocated(object, here);
        }
      } else {
        known = tracks == null ? "" : tracks.describe(object);
        checks.markFree(object);
        putBack(head, object);
      }
    } finally {
      lock.unlock(flags);
    }
    if (wrong != null) {
      allocator.reports().object(options.name(), wrong + " while it was free", object, known);
      return 0;
    }
    return object;
  }

  private long takeOne(long head) {
    long word;
    long object;
    do {
      word = freelist.word(head);
      object = freelist.tryTakeOne(head, word);
    } while (object == 0);
    if (SlabWord.freelist(freelist.word(head)) == SlabWord.NONE) {
      node.removePartial(head);
    }
    return object;
  }

  // ---- free

  void put(long owner, long object) {
    ObjectTracks.Track here = tracks == null ? null : ObjectTracks.here();
    long head = SlabOwner.head(owner);
    boolean discards = false;
    String wrong;
    String known = "";
    MemoryLock lock = node.lock();
    long flags = lock.lock();
    try {
      wrong = wrongWithFreeing(head, object);
      if (wrong == null) {
        if (tracks != null) {
          tracks.freed(object, here);
        }
        checks.markFree(object);
        putBack(head, object);
        discards = unregisterIfEmpty(head);
      } else {
        known = tracks == null ? "" : tracks.describe(object);
      }
    } finally {
      lock.unlock(flags);
    }
    if (wrong != null) {
      allocator.reports().object(options.name(), wrong, object, known);
      return;
    }
    refill.count(CpuSlabs.FREES, 1);
    if (discards) {
      slabs.discard(head);
    }
  }

  private String wrongWithFreeing(long head, long object) {
    long room = object - layout.left() - PhysicalMemory.addressOf(head);
    if (room % layout.size() != 0 || room / layout.size() >= slabs.objects(head) || room < 0) {
      return "Freed an address inside of an object";
    }
    if (isFree(head, object)) {
      return "Object already free";
    }
    String wrong = checks.wrongWithAllocated(object);
    if (wrong != null) {
      checks.markAllocated(object); // repaired: it can be freed once this was reported
    }
    return wrong;
  }

  private boolean isFree(long head, long object) {
    long free = SlabFreelist.first(head, freelist.word(head));
    while (free != 0 && free != object) {
      free = freelist.link(free);
    }
    return free != 0;
  }

  private void putBack(long head, long object) {
    long word;
    do {
      word = freelist.word(head);
    } while (!freelist.tryPut(head, word, object, object, 1, false));
    if (!node.isPartial(head)) {
      node.addPartial(head);
    }
  }

  /** Whether a slab was empty and one too many; then it is registered no more. */
  private boolean unregisterIfEmpty(long head) {
    boolean used = SlabWord.inUse(freelist.word(head)) > 0;
    if (used || node.partialCount() < slabs.geometry().minPartial()) {
      return false;
    }
    node.removePartial(head);
    node.unregister(head);
    return true;
  }

  // ---- leaks

  /** The objects in use, with what is known of them; at most some. Under the node's lock. */
  void describeInUse(long head, StringBuilder out) {
    int listed = 0;
    long object = PhysicalMemory.addressOf(head) + layout.left();
    for (int i = 0; i < slabs.objects(head) && listed < LISTED; i++, object += layout.size()) {
      if (!isFree(head, object)) {
        out.append(String.format("%n  object 0x%016x", object));
        if (tracks != null) {
          out.append(System.lineSeparator()).append(tracks.describe(object).stripTrailing());
        }
        listed++;
      }
    }
  }
}
