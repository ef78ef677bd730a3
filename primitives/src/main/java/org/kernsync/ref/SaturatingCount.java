package org.kernsync.ref;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.kernsync.internal.StackReserve;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.SpinLock;

/**
 * The number behind {@link RefCount} and {@link Kref}, which differ in what they let one do with
 * it. It sticks instead of wrapping.
 */
abstract class SaturatingCount {
  /*
   * value       means                         and a step that should move it
   * 1 .. MAX    that many references          moves it
   * 0           dead: the last one is gone    is a misuse, unless it says "not zero"
   * negative    saturated                     is a misuse; SATURATED is stored again
   *
   * Every step is a volatile read-modify-write (RC1). SATURATED is stored volatile.
   *
   * Steps of one (increment, decrement, decrementAndTest) are one atomic add that nothing can stop,
   *   and are looked at afterwards: if it went wrong, SATURATED is stored over it. Between the two
   *   others see the value that is wrong. From SATURATED, 2^30 such steps would have to be between
   *   the two at once to reach 0 or MAX: one per thread, so that many threads. From a misuse that
   *   starts at 0 there is no such margin: increment makes it 1 for a moment, and who puts one too
   *   many just then is told that it is the last. Linux takes the same two bugs for one too many.
   * Steps of any size are a loop of compare-and-set: a large one could step over the margin.
   * SATURATED is stored to the field itself and not through an accessor: a call might not find
   *   the stack that it needs, and increment of 0 would leave a 1.
   */

  static final int MAX = Integer.MAX_VALUE;

  /** Halfway between the largest count and zero, by wrap-around: 2^30 steps from either. */
  static final int SATURATED = 0xC000_0000;

  private static final int NO_LIMIT = -1;

  private volatile int value;

  SaturatingCount(int initial) {
    VALUE.set(this, initial < 0 ? SATURATED : initial); // plain: nobody else has the object yet
  }

  final void increment() {
    // volatile: RC1; relaxed is all that is promised
    int before = fetchAddVolatile(1);
    if (before + 1 <= 1) { // negative, zero, or MAX: then the sum has wrapped
      value = SATURATED; // volatile: RC1; no call before it, see above
      (before == 0 ? RefCountMisuse.ADD_ON_ZERO : RefCountMisuse.ADD_OVERFLOW).report(this, before);
    }
  }

  final void decrement() {
    // volatile: RC1, pairs with #decrementAndTest; all uses before are over
    int before = fetchAddVolatile(-1);
    if (before <= 1) {
      value = SATURATED; // volatile: RC1; no call before it, see above
      RefCountMisuse.DECREMENT_TO_ZERO.report(this, before);
    }
  }

  final boolean decrementAndTest() {
    // volatile: RC1, pairs with #decrement, #decrementAndTest, #decrementNotOne, #decrementIfOne,
    // #subtractAndTest; their uses are over, and visible at zero
    int before = fetchAddVolatile(-1);
    if (before > 1) {
      return false;
    }
    if (before == 1) {
      return true;
    }
    value = SATURATED; // volatile: RC1; no call before it, see above
    RefCountMisuse.UNDERFLOW.report(this, before);
    return false;
  }

  final void incrementBy(int n) {
    requireNotNegative(n);
    while (true) {
      int before = valueOpaque(); // opaque: a guess that the compare-and-set verifies
      boolean misused = before <= 0 || before + n < 0;
      // volatile: RC1, as in #increment
      if (weakCasVolatile(before, misused ? SATURATED : before + n)) {
        if (misused) {
          (before == 0 ? RefCountMisuse.ADD_ON_ZERO : RefCountMisuse.ADD_OVERFLOW)
              .report(this, before);
        }
        return;
      }
    }
  }

  final boolean addUnlessZero(int n) {
    return addUnlessZero(n, NO_LIMIT);
  }

  final boolean addUnlessZeroLimited(int n, int limit) {
    requireNotNegative(limit);
    return addUnlessZero(n, limit);
  }

  private boolean addUnlessZero(int n, int limit) {
    requireNotNegative(n);
    while (true) {
      int before = valueOpaque(); // opaque: a guess; a zero is final, and orders nothing
      if (before == 0 || (before > 0 && limit != NO_LIMIT && n > limit - before)) {
        return false;
      }
      boolean misused = before < 0 || before + n < 0;
      // volatile: RC1, RC2, pairs with #storeRelease; the object is initialized
      if (weakCasVolatile(before, misused ? SATURATED : before + n)) {
        if (misused) {
          RefCountMisuse.ADD_NOT_ZERO_OVERFLOW.report(this, before);
        }
        return true;
      }
    }
  }

  final boolean subtractAndTest(int n) {
    requireNotNegative(n);
    while (true) {
      int before = valueOpaque(); // opaque: a guess that the compare-and-set verifies
      boolean misused = before <= 0 || before < n;
      // volatile: RC1, as in #decrementAndTest
      if (weakCasVolatile(before, misused ? SATURATED : before - n)) {
        if (misused) {
          RefCountMisuse.UNDERFLOW.report(this, before);
        }
        return !misused && before == n;
      }
    }
  }

  final boolean decrementIfOne() {
    return casVolatile(1, 0); // volatile: RC1, as in #decrementAndTest
  }

  final boolean decrementNotOne() {
    while (true) {
      int before = valueOpaque(); // opaque: a guess that the compare-and-set verifies
      if (before == 1) {
        return false;
      }
      if (before < 0) {
        return true;
      }
      // volatile: RC1, as in #decrement
      if (weakCasVolatile(before, before == 0 ? SATURATED : before - 1)) {
        if (before == 0) {
          RefCountMisuse.UNDERFLOW.report(this, before);
        }
        return true;
      }
    }
  }

  /** If this throws, the lock is not held; if the lock throws, the count has not moved. */
  final boolean decrementAndLock(SpinLock lock) {
    Objects.requireNonNull(lock, "lock");
    if (decrementNotOne()) {
      return false;
    }
    StackReserve.ensure(); // for the unlock
    lock.lock();
    boolean last = false;
    try {
      last = decrementAndTest();
    } finally {
      if (!last) {
        lock.unlock();
      }
    }
    return last;
  }

  /** As {@link #decrementAndLock}. */
  final boolean decrementAndLock(Mutex mutex) {
    Objects.requireNonNull(mutex, "mutex");
    if (decrementNotOne()) {
      return false;
    }
    StackReserve.ensure(); // for the unlock
    mutex.lock();
    boolean last = false;
    try {
      last = decrementAndTest();
    } finally {
      if (!last) {
        mutex.unlock();
      }
    }
    return last;
  }

  final void store(int references) {
    setValueOpaque(references < 0 ? SATURATED : references); // opaque: the contract of set
  }

  final void storeRelease(int references) {
    // release: RC2, pairs with #addUnlessZero; publishes the object to who finds it without a lock
    setValueRelease(references < 0 ? SATURATED : references);
  }

  final int load() {
    return valueOpaque(); // opaque: the contract of read, no order wanted
  }

  /**
   * The state, for diagnostics.
   *
   * @return the count, or that it is dead or saturated
   */
  @Override
  public final String toString() {
    int now = load();
    String state = now < 0 ? "saturated" : now == 0 ? "dead" : Integer.toString(now);
    return getClass().getSimpleName() + "@" + Integer.toHexString(hashCode()) + "[" + state + "]";
  }

  private static void requireNotNegative(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("negative: " + n);
    }
  }

  private int valueOpaque() {
    return (int) VALUE.getOpaque(this);
  }

  private void setValueOpaque(int update) {
    VALUE.setOpaque(this, update);
  }

  private void setValueRelease(int update) {
    VALUE.setRelease(this, update);
  }

  private int fetchAddVolatile(int delta) {
    return (int) VALUE.getAndAdd(this, delta);
  }

  private boolean casVolatile(int expected, int update) {
    return VALUE.compareAndSet(this, expected, update);
  }

  private boolean weakCasVolatile(int expected, int update) {
    return VALUE.weakCompareAndSet(this, expected, update);
  }

  private static final VarHandle VALUE;

  static {
    try {
      VALUE =
          MethodHandles.lookup()
              .findVarHandle(SaturatingCount.class, "value", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
