package org.kernsync.kernel.time;

import org.kernsync.kernel.mm.slot.Slot;
import org.kernsync.kernel.mm.slot.SlotCache;

/** {@code timer_list}: the scalar fields of a timer. Guarded by the lock of the wheel it is on. */
final class TimerSlot extends Slot {
  private static final int KIND = 0x7a5c_0002;
  private static final int EXPIRES = WORD;
  private static final int BUCKET = 2 * WORD;
  private static final int WORDS = 3;

  /** How many bytes a slot has. */
  static final int BYTES = WORDS * WORD;

  /** On no wheel. */
  static final int NONE = -1;

  /** Takes a slot for a timer that is not armed. */
  TimerSlot(SlotCache cache) {
    super(cache, cache.allocate(), KIND, WORDS);
    setBucket(NONE);
  }

  /** The tick at which it is due. */
  long expires() {
    return word(EXPIRES);
  }

  void setExpires(long ticks) {
    setWord(EXPIRES, ticks);
  }

  /** Where on the wheel it is, or NONE. */
  int bucket() {
    return (int) word(BUCKET);
  }

  void setBucket(int bucket) {
    setWord(BUCKET, bucket);
  }

  /** For who may be late. */
  int bucketSeen() {
    return (int) wordSeen(BUCKET);
  }

  @Override
  public String toString() {
    return "timer_list";
  }
}
