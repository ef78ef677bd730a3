package org.kernsync.kernel.workload.replay;

import org.kernsync.queue.LockFreeListNode;

/**
 * Places for blocks: where each is, how large, and what was written to it. One thread at a time; it
 * may be handed over.
 */
final class Blocks extends LockFreeListNode<Blocks> {
  private final long[] addresses; // 0 where the place is empty
  private final int[] sizes;
  private final long[] stamps;

  Blocks(int places) {
    addresses = new long[places];
    sizes = new int[places];
    stamps = new long[places];
  }

  int places() {
    return addresses.length;
  }

  boolean holds(int place) {
    return addresses[place] != 0;
  }

  long address(int place) {
    return addresses[place];
  }

  int size(int place) {
    return sizes[place];
  }

  long stamp(int place) {
    return stamps[place];
  }

  void put(int place, long address, int size, long stamp) {
    addresses[place] = address;
    sizes[place] = size;
    stamps[place] = stamp;
  }

  void clear(int place) {
    addresses[place] = 0;
  }
}
