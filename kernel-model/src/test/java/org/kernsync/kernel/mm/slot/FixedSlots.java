package org.kernsync.kernel.mm.slot;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** For tests, so many slots side by side: the first used again is the first freed. */
public final class FixedSlots implements SlotCache {
  private final PhysicalMemory memory;
  private final long base;
  private final int size;
  private final int slots;
  private final AtomicInteger taken = new AtomicInteger();
  private final ConcurrentLinkedQueue<Long> free = new ConcurrentLinkedQueue<>();

  /**
   * Makes a cache without slots in use.
   *
   * @param memory the memory
   * @param base the address of the first slot
   * @param size of a slot, in bytes
   * @param slots how many there are
   */
  public FixedSlots(PhysicalMemory memory, long base, int size, int slots) {
    this.memory = memory;
    this.base = base;
    this.size = size;
    this.slots = slots;
  }

  /**
   * Slots on the heap, of structures that belong to no kernel.
   *
   * @param size of a slot, in bytes
   * @param slots how many there are
   * @return a cache without slots in use
   */
  public static FixedSlots onHeap(int size, int slots) {
    PhysicalMemory memory = PhysicalMemory.onHeap((long) size * slots);
    return new FixedSlots(memory, PhysicalMemory.addressOf(0), size, slots);
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public long allocate() {
    Long used = free.poll();
    if (used != null) {
      return used;
    }
    int index = taken.getAndUpdate(count -> Math.min(count + 1, slots));
    return index == slots ? 0 : base + (long) index * size;
  }

  @Override
  public void free(long slot) {
    free.add(slot);
  }
}
