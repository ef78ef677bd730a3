package org.kernsync.kernel.process;

import java.util.BitSet;

/**
 * Hands out process numbers in ascending order and starts over behind the reserved ones when it
 * reaches the maximum, so that a number is not used again soon. Not thread-safe: the task-list lock
 * guards it.
 */
final class PidAllocator {
  static final int MAX = 32_768;
  static final int RESERVED = 300;

  private final BitSet used = new BitSet(MAX);
  private int last = -1;

  /** The next free number, or -1 where all are in use. */
  int allocate() {
    int pid = used.nextClearBit(last + 1);
    if (pid >= MAX) {
      pid = used.nextClearBit(RESERVED);
      if (pid >= MAX) {
        return -1;
      }
    }
    used.set(pid);
    last = pid;
    return pid;
  }

  void free(int pid) {
    if (!used.get(pid)) {
      throw new IllegalStateException("pid " + pid + " is freed twice");
    }
    used.clear(pid);
  }

  /** The youngest number, whether still in use or not. */
  int last() {
    return last;
  }

  int inUse() {
    return used.cardinality();
  }
}
