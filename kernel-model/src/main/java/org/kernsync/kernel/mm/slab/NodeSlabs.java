package org.kernsync.kernel.mm.slab;

import java.util.Arrays;
import org.kernsync.kernel.mm.host.MemoryLock;
import org.kernsync.kernel.mm.phys.PageDescriptors;

/**
 * The slabs of a cache that are no CPU's: {@code struct kmem_cache_node}. All slabs are registered
 * here, so that they can be counted and checked; those that have free objects and belong to no CPU
 * are on the partial list besides.
 *
 * <p><b>Context.</b> Under {@link #lock}, the innermost lock: no pages are allocated or freed
 * meanwhile.
 *
 * <p><b>Differences from Linux.</b> One node. The lists are arrays, and a page knows its places in
 * them; Linux registers slabs only where they are debugged.
 */
final class NodeSlabs {
  /*
   * Guarded by lock: all fields, and index of each slab's first page: its place among all slabs in
   * the low half, its place on the partial list plus one in the high half, 0 = not on it.
   *
   * Invariant, outside of the lock: a slab is on the partial list if and only if it is not frozen
   * and has a free object.
   */
  private static final int SHIFT = 32;
  private static final long LOW = 0xffff_ffffL;
  private static final int SMALLEST = 16;

  private final MemoryLock lock;
  private final PageDescriptors pages;
  private long[] slabs = new long[SMALLEST];
  private int count;
  private long[] partial = new long[SMALLEST];
  private int partialCount;

  NodeSlabs(MemoryLock lock, PageDescriptors pages) {
    this.lock = lock;
    this.pages = pages;
  }

  MemoryLock lock() {
    return lock;
  }

  void register(long head) {
    assert lock.isHeldHere() : "registered without the lock";
    if (count == slabs.length) {
      slabs = Arrays.copyOf(slabs, 2 * count);
    }
    slabs[count] = head;
    pages.setIndex(head, count++);
  }

  void unregister(long head) {
    assert lock.isHeldHere() : "unregistered without the lock";
    int place = (int) pages.index(head);
    long last = slabs[--count];
    slabs[place] = last;
    pages.setIndex(last, pages.index(last) & ~LOW | place);
  }

  void addPartial(long head) {
    assert lock.isHeldHere() : "added without the lock";
    if (partialCount == partial.length) {
      partial = Arrays.copyOf(partial, 2 * partialCount);
    }
    partial[partialCount++] = head;
    pages.setIndex(head, pages.index(head) & LOW | (long) partialCount << SHIFT);
  }

  void removePartial(long head) {
    assert lock.isHeldHere() : "removed without the lock";
    int place = (int) (pages.index(head) >>> SHIFT) - 1;
    long last = partial[--partialCount];
    partial[place] = last;
    pages.setIndex(last, pages.index(last) & LOW | place + 1L << SHIFT);
    pages.setIndex(head, pages.index(head) & LOW);
  }

  boolean isPartial(long head) {
    return pages.index(head) >>> SHIFT != 0;
  }

  /** How many slabs there are. */
  int count() {
    return count;
  }

  /** One of all slabs. */
  long slab(int place) {
    return slabs[place];
  }

  /** How many slabs are on the partial list. */
  int partialCount() {
    return partialCount;
  }

  /** The slab that came to the partial list last. */
  long lastPartial() {
    return partial[partialCount - 1];
  }

  long partial(int place) {
    return partial[place];
  }
}
