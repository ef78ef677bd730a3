package org.kernsync.kernel.time;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.lib.ListHead;

/**
 * The timer wheel since Linux 4.8: levels of 64 buckets, each level eight times as coarse as the
 * one before. A timer goes into the level that its distance asks for and stays there: nothing is
 * ever moved down, so a distant timer is late by up to one granule of its level, and never early.
 *
 * <p>With 1000 Hz the granules are 1, 8, 64, 512, 4096 ms and so on, for timers up to 63, 511,
 * 4095, 32767 ms and so on.
 *
 * <p><b>Context.</b> Guarded by its {@link WheelBase}.
 *
 * <p>Source: the description at the head of the kernel's {@code kernel/time/timer.c}.
 */
final class TimerWheel {
  static final int LEVEL_BITS = 6;
  static final int LEVEL_SIZE = 1 << LEVEL_BITS;
  static final int CLOCK_SHIFT = 3;
  private static final int LEVEL_MASK = LEVEL_SIZE - 1;
  private static final int CLOCK_MASK = (1 << CLOCK_SHIFT) - 1;
  private static final int FEW_HZ = 100;

  private final int depth;
  private final long cutoff;
  private final List<ListHead<Timer>> buckets = new ArrayList<>();
  private final long[] pending; // a bit for each bucket that is not empty, a word for each level
  private long clock; // the next tick to be looked at
  private int size;

  TimerWheel(int hz, long clock) {
    this.clock = clock;
    depth = hz > FEW_HZ ? 9 : 8;
    cutoff = start(depth);
    pending = new long[depth];
    for (int i = 0; i < depth * LEVEL_SIZE; i++) {
      buckets.add(new ListHead<>());
    }
  }

  /** Ticks between two buckets of a level. */
  static long granule(int level) {
    return 1L << level * CLOCK_SHIFT;
  }

  /** The distance from which a level is used. */
  static long start(int level) {
    return (long) (LEVEL_SIZE - 1) << (level - 1) * CLOCK_SHIFT;
  }

  /**
   * Puts a timer where its expiry belongs; one further away than the wheel reaches comes at its
   * end.
   */
  void insert(Timer timer) {
    long expires = timer.slot.expires();
    long delta = expires - clock;
    int level = 0;
    if (delta < 0) {
      expires = clock - 1; // overdue: the bucket that is looked at next
    } else if (delta >= cutoff) {
      level = depth - 1;
      expires = clock + cutoff - granule(level);
    } else {
      while (delta >= start(level + 1)) {
        level++;
      }
    }
    int slot = (int) ((expires + granule(level)) >> level * CLOCK_SHIFT) & LEVEL_MASK;
    timer.slot.setBucket(level * LEVEL_SIZE + slot);
    buckets.get(timer.slot.bucket()).addTail(timer.entry);
    pending[level] |= 1L << slot;
    size++;
  }

  void remove(Timer timer) {
    ListHead<Timer> bucket = buckets.get(timer.slot.bucket());
    timer.entry.delInit();
    if (bucket.isEmpty()) {
      pending[timer.slot.bucket() >> LEVEL_BITS] &= ~(1L << (timer.slot.bucket() & LEVEL_MASK));
    }
    timer.slot.setBucket(TimerSlot.NONE);
    size--;
  }

  /**
   * Moves what is due at the clock's tick to a list, coarse levels last, and advances the clock. A
   * level takes part whenever all finer ones have come round.
   */
  void collect(ListHead<Timer> due) {
    long tick = clock;
    for (int level = 0; level < depth; level++) {
      int slot = (int) tick & LEVEL_MASK;
      if ((pending[level] & 1L << slot) != 0) {
        pending[level] &= ~(1L << slot);
        due.spliceTailInit(buckets.get(level * LEVEL_SIZE + slot));
      }
      if ((tick & CLOCK_MASK) != 0) {
        break;
      }
      tick >>= CLOCK_SHIFT;
    }
    clock++;
  }

  /** A collected timer leaves its list: it is not armed any more. */
  void expire(Timer timer) {
    timer.entry.delInit();
    timer.slot.setBucket(TimerSlot.NONE);
    size--;
  }

  /** A collected timer whose slot is not its own any more leaves its list. */
  void drop(Timer timer) {
    timer.entry.delInit();
    size--;
  }

  /** The first tick at which some bucket is due, or a tick far away. */
  long nextExpiry() {
    long next = clock + cutoff + granule(depth - 1);
    long tick = clock;
    for (int level = 0; level < depth; level++) {
      int shift = level * CLOCK_SHIFT;
      if (pending[level] != 0) {
        int from = (int) tick & LEVEL_MASK;
        int ahead = Long.numberOfTrailingZeros(Long.rotateRight(pending[level], from));
        long due = (tick + ahead) << shift;
        next = due - next < 0 ? due : next;
      }
      // the next level is looked at when its clock next moves: now, where all finer bits are zero
      tick = (tick >> CLOCK_SHIFT) + ((tick & CLOCK_MASK) != 0 ? 1 : 0);
    }
    return next;
  }

  long clock() {
    return clock;
  }

  /** Skips ticks at which nothing is due: at most to the next expiry. */
  void forward(long tick) {
    long next = nextExpiry();
    long to = next - tick < 0 ? next : tick;
    if (to - clock > 0) {
      clock = to;
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }
}
