package org.kernsync.percpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The mode and the common count of {@link PerCpuRef}. */
abstract sealed class PerCpuRefCount permits PerCpuRef {
  /*
   * field   written by                        written with     read with
   * word    the holder of PerCpuRef's lock    volatile         acquire
   * count   everybody in atomic mode; the     volatile CAS     acquire
   *         holder of the lock
   *
   * word   PER_CPU, or ATOMIC, or ATOMIC | DEAD
   * count  the references that are counted here, and BIAS while the mode is PER_CPU, so that nobody
   *        takes a part for the whole. It leaves zero only by reviveFromZero: so each life has one
   *        CAS that makes it zero, and whoever made it runs the release.
   */
  static final int PER_CPU = 0;
  static final int ATOMIC = 1;
  static final int DEAD = 2;

  /** More than there can be references. */
  static final long BIAS = 1L << 61;

  private volatile int word;
  private volatile long count = BIAS + 1;

  PerCpuRefCount() {}

  /** Adds references to a count that is known not to be zero. */
  final void raise(long references) {
    if (!tryRaise(references)) {
      throw new IllegalStateException("get without a reference, of what is released: " + this);
    }
  }

  /** Adds references unless there are none. */
  final boolean tryRaise(long references) {
    long seen;
    do {
      seen = countAcquire();
      if (seen == 0) {
        return false;
      }
    } while (!weakCasCount(seen, seen + references));
    return true;
  }

  /**
   * Drops references.
   *
   * @return true if they were the last: then the caller runs the release
   * @throws IllegalStateException if there are not as many; nothing has changed then
   */
  final boolean drop(long references) {
    long seen;
    do {
      seen = countAcquire();
      if (seen < references) {
        throw new IllegalStateException("put of " + references + " without a get: " + this);
      }
    } while (!weakCasCount(seen, seen - references));
    return seen == references;
  }

  /** From zero to a new life, if it is zero. */
  final boolean reviveFromZero(long newCount) {
    return casCount(0, newCount);
  }

  final long countAcquire() {
    return (long) COUNT.getAcquire(this); // acquire: PC4, pairs with #casCount, #weakCasCount
  }

  final boolean casCount(long expected, long newCount) {
    // volatile: PC4, pairs with #casCount, #weakCasCount, #countAcquire; each put before the last
    return COUNT.compareAndSet(this, expected, newCount);
  }

  final boolean weakCasCount(long expected, long newCount) {
    // volatile: PC4, pairs with #casCount, #weakCasCount, #countAcquire; the same
    return COUNT.weakCompareAndSet(this, expected, newCount);
  }

  final int wordAcquire() {
    // acquire: PC3, pairs with #setWordVolatile; behind the light fence for the change before it
    return (int) WORD.getAcquire(this);
  }

  final void setWordVolatile(int newWord) {
    WORD.setVolatile(this, newWord); // volatile: PC3, pairs with #wordAcquire; count before it
  }

  private static final VarHandle WORD;
  private static final VarHandle COUNT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD =
          lookup.findVarHandle(PerCpuRefCount.class, "word", int.class).withInvokeExactBehavior();
      COUNT =
          lookup.findVarHandle(PerCpuRefCount.class, "count", long.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
