package org.kernsync.kernel.time;

import org.kernsync.kernel.mm.slot.Slot;
import org.kernsync.kernel.mm.slot.SlotCache;

/**
 * {@code hrtimer}: the scalar fields of an exact timer. Guarded by the lock of the base it is on.
 */
final class HrTimerSlot extends Slot {
  private static final int KIND = 0x7a5c_0004;
  private static final int EXPIRES = WORD;
  private static final int STATE = 2 * WORD;
  private static final int WORDS = 3;

  /** How many bytes a slot has. */
  static final int BYTES = WORDS * WORD;

  /** Not armed since it was made, or disarmed. */
  static final int INACTIVE = 0;

  /** On a queue. */
  static final int ENQUEUED = 1;

  /** It was due, and is not armed. */
  static final int EXPIRED = 2;

  /** Takes a slot for a timer that is not armed. */
  HrTimerSlot(SlotCache cache) {
    super(cache, cache.allocate(), KIND, WORDS);
  }

  /** When it is due. */
  long expires() {
    return word(EXPIRES);
  }

  void setExpires(long nanos) {
    setWord(EXPIRES, nanos);
  }

  int state() {
    return (int) word(STATE);
  }

  void setState(int state) {
    setWordVolatile(STATE, state); // volatile: for its owner's test without the lock
  }

  /** For the owner's test without the lock, and for who may be late. */
  int stateSeen() {
    return (int) wordSeen(STATE);
  }

  @Override
  public String toString() {
    return "hrtimer";
  }
}
