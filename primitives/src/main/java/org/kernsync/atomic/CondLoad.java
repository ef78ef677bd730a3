package org.kernsync.atomic;

import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;

/**
 * Loops that read until a value is the right one, for {@link MemoryBarriers}. An interrupt that
 * arrives meanwhile is kept for later: pauses that sleep would end at once while it is set, and the
 * loop would burn its processor.
 */
final class CondLoad {
  private CondLoad() {}

  static int relaxed(AtomicInt32 variable, IntPredicate until, IntConsumer pause) {
    int seen = variable.read(); // opaque: order is up to the caller
    boolean interrupted = false;
    try {
      for (int step = 0; !until.test(seen); step = next(step)) {
        pause.accept(step);
        interrupted |= Thread.interrupted();
        seen = variable.read(); // opaque: as above
      }
    } finally {
      restore(interrupted);
    }
    return seen;
  }

  static long relaxed(AtomicInt64 variable, LongPredicate until, IntConsumer pause) {
    long seen = variable.read(); // opaque: order is up to the caller
    boolean interrupted = false;
    try {
      for (int step = 0; !until.test(seen); step = next(step)) {
        pause.accept(step);
        interrupted |= Thread.interrupted();
        seen = variable.read(); // opaque: as above
      }
    } finally {
      restore(interrupted);
    }
    return seen;
  }

  static void relaxed(BooleanSupplier condition, IntConsumer pause) {
    boolean interrupted = false;
    try {
      for (int step = 0; !condition.getAsBoolean(); step = next(step)) {
        pause.accept(step);
        interrupted |= Thread.interrupted();
      }
    } finally {
      restore(interrupted);
    }
  }

  /** Counts the steps of one wait; stays at the last one, for 0 would mean that it has begun. */
  static int next(int step) {
    return step == Integer.MAX_VALUE ? step : step + 1;
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
