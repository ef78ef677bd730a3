package org.kernsync.kernel.workqueue;

import org.kernsync.kernel.mm.slot.Slot;
import org.kernsync.kernel.mm.slot.SlotCache;

/**
 * {@code work_struct}: the scalar fields of a work. Guarded by the lock of the pool it was queued
 * to last, but for the pending bit.
 */
final class WorkSlot extends Slot {
  private static final int KIND = 0x7a5c_0003;

  // ---- any context
  private static final int PENDING = WORD;

  // ---- lock of the pool
  private static final int INACTIVE = 2 * WORD;
  private static final int COLOR = 3 * WORD;
  private static final int LINKED = 4 * WORD;
  private static final int WORDS = 5;

  /** How many bytes a slot has. */
  static final int BYTES = WORDS * WORD;

  /** Takes a slot for a work that is not queued. */
  WorkSlot(SlotCache cache) {
    super(cache, cache.allocate(), KIND, WORDS);
  }

  /** Returns whether it was set before. */
  boolean xchgPending(boolean pending) {
    return getAndSetWord(PENDING, pending ? 1 : 0) != 0; // full: WQ1
  }

  boolean isPendingSeen() {
    return wordSeen(PENDING) != 0;
  }

  /** Waits for its queue's turn, not for a worker. */
  boolean isInactive() {
    return word(INACTIVE) != 0;
  }

  void setInactive(boolean inactive) {
    setWord(INACTIVE, inactive ? 1 : 0);
  }

  /** Under which color it was queued. */
  int color() {
    return (int) word(COLOR);
  }

  void setColor(int color) {
    setWord(COLOR, color);
  }

  /** The next on the list is for the same worker. */
  boolean isLinked() {
    return word(LINKED) != 0;
  }

  void setLinked(boolean linked) {
    setWord(LINKED, linked ? 1 : 0);
  }

  @Override
  public String toString() {
    return "work_struct";
  }
}
