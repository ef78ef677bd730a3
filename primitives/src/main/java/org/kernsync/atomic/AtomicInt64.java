package org.kernsync.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.internal.FullyOrdered;

/**
 * A 64-bit atomic variable with the operations, and the orders, of Linux's {@code atomic64_t}: for
 * counters, state words and hand-written synchronization. Where {@link
 * java.util.concurrent.atomic.AtomicLong} does, take that; this one is for code that wants the
 * order to stand in the name of the operation, or the conditional operations. For counting
 * references take a saturating counter.
 *
 * <pre>{@code
 * AtomicInt64 users = new AtomicInt64(1);
 * if (users.incNotZero()) {          // still alive: now ours too
 *   use();
 *   if (users.decAndTest()) {        // fully ordered: all uses are over, and visible here
 *     destroy();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> never waits; any thread, any context. <b>Progress:</b> {@code xchg}, the
 * arithmetic and their tests are single instructions where the processor has them; the bitwise and
 * the conditional ones may be a loop, which is lock-free. Arithmetic wraps around.
 *
 * <p><b>Memory effects</b>, weakest first:
 *
 * <table>
 * <caption>Orders</caption>
 * <tr><th>operation</th><th>order</th></tr>
 * <tr><td>{@code read}, {@code set}</td><td>opaque: atomic, coherent, otherwise unordered</td></tr>
 * <tr><td>operations that return nothing, {@code ...Relaxed}</td><td>relaxed: the same</td></tr>
 * <tr><td>{@code ...Acquire}</td><td>what follows in program order stays behind the read</td></tr>
 * <tr><td>{@code ...Release}</td><td>what precedes in program order stays before the write</td></tr>
 * <tr><td>operations that return a value</td><td>fully ordered: as if {@link
 * VarHandle#fullFence} stood before and behind</td></tr>
 * </table>
 *
 * <p>A release write, or a release or fully ordered operation, that an acquire or fully ordered one
 * reads from happens-before it. A conditional operation that changes nothing promises no order.
 *
 * <p><b>Differences from Linux:</b> none in the contract. Java's strongest access mode, volatile,
 * is weaker than a fully ordered operation of Linux: it orders volatile accesses among each other,
 * but an opaque or plain store before it and such a load behind it may still change places. Here
 * fully ordered operations do what Linux does, at the price of two fences where the processor's own
 * atomic instruction is not already one (it is on x86). {@code tryCmpxchg} returns the outcome
 * only; who wants the value found takes {@code cmpxchg}. There is no release or acquire form of the
 * operations that return nothing; take {@code fetch...}.
 */
public final class AtomicInt64 {
  /*
   * order      here                                Linux
   * RELAXED    acquire                             relaxed; Java has no weaker getAndAdd
   * ACQUIRE    acquire                             acquire
   * RELEASE    release                             release
   * FULL       volatile between two full fences    smp_mb() on both sides; on x86 no extra fence
   *
   * The pairs belong to whoever uses the variable: the comments below name the order only. Each
   * operation passes its order as a constant, so compilers fold the choice.
   */
  private static final int RELAXED = 0;
  private static final int ACQUIRE = 1;
  private static final int RELEASE = 2;
  private static final int FULL = 3;

  private volatile long value;

  /** Creates a variable that holds zero. */
  public AtomicInt64() {}

  /**
   * Creates a variable.
   *
   * @param initial its first value, written like a plain field
   */
  public AtomicInt64(long initial) {
    VALUE.set(this, initial); // plain: nobody else has the object yet
  }

  /**
   * Reads; relaxed.
   *
   * @return the value
   */
  public long read() {
    return (long) VALUE.getOpaque(this); // opaque: the contract of read, no order wanted
  }

  /**
   * Reads; acquire.
   *
   * @return the value
   */
  public long readAcquire() {
    return (long) VALUE.getAcquire(this); // acquire: pairs with the caller's release
  }

  /**
   * Writes; relaxed.
   *
   * @param update the new value
   */
  public void set(long update) {
    VALUE.setOpaque(this, update); // opaque: the contract of set, no order wanted
  }

  /**
   * Writes; release.
   *
   * @param update the new value
   */
  public void setRelease(long update) {
    VALUE.setRelease(this, update); // release: pairs with the caller's acquire
  }

  // Atomic changes that return nothing: relaxed.

  /**
   * Adds; relaxed.
   *
   * @param delta what to add
   */
  public void add(long delta) {
    fetchAdd(delta, RELAXED);
  }

  /**
   * Subtracts; relaxed.
   *
   * @param delta what to subtract
   */
  public void sub(long delta) {
    fetchAdd(-delta, RELAXED);
  }

  /** Adds one; relaxed. */
  public void inc() {
    fetchAdd(1, RELAXED);
  }

  /** Subtracts one; relaxed. */
  public void dec() {
    fetchAdd(-1, RELAXED);
  }

  /**
   * Keeps only the bits of a mask; relaxed.
   *
   * @param mask the bits
   */
  public void and(long mask) {
    fetchAnd(mask, RELAXED);
  }

  /**
   * Sets the bits of a mask; relaxed.
   *
   * @param mask the bits
   */
  public void or(long mask) {
    fetchOr(mask, RELAXED);
  }

  /**
   * Flips the bits of a mask; relaxed.
   *
   * @param mask the bits
   */
  public void xor(long mask) {
    fetchXor(mask, RELAXED);
  }

  /**
   * Clears the bits of a mask; relaxed.
   *
   * @param mask the bits
   */
  public void andNot(long mask) {
    fetchAnd(~mask, RELAXED);
  }

  // The same, returning the new value. (Linux has these for the four arithmetic ones only.)

  /**
   * Adds; fully ordered.
   *
   * @param delta what to add
   * @return the value after
   */
  public long addReturn(long delta) {
    return fetchAdd(delta, FULL) + delta;
  }

  /**
   * As {@link #addReturn(long)}, relaxed.
   *
   * @param delta what to add
   * @return the value after
   */
  public long addReturnRelaxed(long delta) {
    return fetchAdd(delta, RELAXED) + delta;
  }

  /**
   * As {@link #addReturn(long)}, acquire.
   *
   * @param delta what to add
   * @return the value after
   */
  public long addReturnAcquire(long delta) {
    return fetchAdd(delta, ACQUIRE) + delta;
  }

  /**
   * As {@link #addReturn(long)}, release.
   *
   * @param delta what to add
   * @return the value after
   */
  public long addReturnRelease(long delta) {
    return fetchAdd(delta, RELEASE) + delta;
  }

  /**
   * Subtracts; fully ordered.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public long subReturn(long delta) {
    return fetchAdd(-delta, FULL) - delta;
  }

  /**
   * As {@link #subReturn(long)}, relaxed.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public long subReturnRelaxed(long delta) {
    return fetchAdd(-delta, RELAXED) - delta;
  }

  /**
   * As {@link #subReturn(long)}, acquire.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public long subReturnAcquire(long delta) {
    return fetchAdd(-delta, ACQUIRE) - delta;
  }

  /**
   * As {@link #subReturn(long)}, release.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public long subReturnRelease(long delta) {
    return fetchAdd(-delta, RELEASE) - delta;
  }

  /**
   * Adds one; fully ordered.
   *
   * @return the value after
   */
  public long incReturn() {
    return fetchAdd(1, FULL) + 1;
  }

  /**
   * As {@link #incReturn()}, relaxed.
   *
   * @return the value after
   */
  public long incReturnRelaxed() {
    return fetchAdd(1, RELAXED) + 1;
  }

  /**
   * As {@link #incReturn()}, acquire.
   *
   * @return the value after
   */
  public long incReturnAcquire() {
    return fetchAdd(1, ACQUIRE) + 1;
  }

  /**
   * As {@link #incReturn()}, release.
   *
   * @return the value after
   */
  public long incReturnRelease() {
    return fetchAdd(1, RELEASE) + 1;
  }

  /**
   * Subtracts one; fully ordered.
   *
   * @return the value after
   */
  public long decReturn() {
    return fetchAdd(-1, FULL) - 1;
  }

  /**
   * As {@link #decReturn()}, relaxed.
   *
   * @return the value after
   */
  public long decReturnRelaxed() {
    return fetchAdd(-1, RELAXED) - 1;
  }

  /**
   * As {@link #decReturn()}, acquire.
   *
   * @return the value after
   */
  public long decReturnAcquire() {
    return fetchAdd(-1, ACQUIRE) - 1;
  }

  /**
   * As {@link #decReturn()}, release.
   *
   * @return the value after
   */
  public long decReturnRelease() {
    return fetchAdd(-1, RELEASE) - 1;
  }

  /**
   * Keeps only the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andReturn(long mask) {
    return fetchAnd(mask, FULL) & mask;
  }

  /**
   * As {@link #andReturn(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andReturnRelaxed(long mask) {
    return fetchAnd(mask, RELAXED) & mask;
  }

  /**
   * As {@link #andReturn(long)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andReturnAcquire(long mask) {
    return fetchAnd(mask, ACQUIRE) & mask;
  }

  /**
   * As {@link #andReturn(long)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andReturnRelease(long mask) {
    return fetchAnd(mask, RELEASE) & mask;
  }

  /**
   * Sets the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public long orReturn(long mask) {
    return fetchOr(mask, FULL) | mask;
  }

  /**
   * As {@link #orReturn(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public long orReturnRelaxed(long mask) {
    return fetchOr(mask, RELAXED) | mask;
  }

  /**
   * As {@link #orReturn(long)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public long orReturnAcquire(long mask) {
    return fetchOr(mask, ACQUIRE) | mask;
  }

  /**
   * As {@link #orReturn(long)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public long orReturnRelease(long mask) {
    return fetchOr(mask, RELEASE) | mask;
  }

  /**
   * Flips the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public long xorReturn(long mask) {
    return fetchXor(mask, FULL) ^ mask;
  }

  /**
   * As {@link #xorReturn(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public long xorReturnRelaxed(long mask) {
    return fetchXor(mask, RELAXED) ^ mask;
  }

  /**
   * As {@link #xorReturn(long)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public long xorReturnAcquire(long mask) {
    return fetchXor(mask, ACQUIRE) ^ mask;
  }

  /**
   * As {@link #xorReturn(long)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public long xorReturnRelease(long mask) {
    return fetchXor(mask, RELEASE) ^ mask;
  }

  /**
   * Clears the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andNotReturn(long mask) {
    return fetchAnd(~mask, FULL) & ~mask;
  }

  /**
   * As {@link #andNotReturn(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andNotReturnRelaxed(long mask) {
    return fetchAnd(~mask, RELAXED) & ~mask;
  }

  /**
   * As {@link #andNotReturn(long)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andNotReturnAcquire(long mask) {
    return fetchAnd(~mask, ACQUIRE) & ~mask;
  }

  /**
   * As {@link #andNotReturn(long)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public long andNotReturnRelease(long mask) {
    return fetchAnd(~mask, RELEASE) & ~mask;
  }

  // The same, returning the old value.

  /**
   * Adds; fully ordered.
   *
   * @param delta what to add
   * @return the value before
   */
  public long fetchAdd(long delta) {
    return fetchAdd(delta, FULL);
  }

  /**
   * As {@link #fetchAdd(long)}, relaxed.
   *
   * @param delta what to add
   * @return the value before
   */
  public long fetchAddRelaxed(long delta) {
    return fetchAdd(delta, RELAXED);
  }

  /**
   * As {@link #fetchAdd(long)}, acquire.
   *
   * @param delta what to add
   * @return the value before
   */
  public long fetchAddAcquire(long delta) {
    return fetchAdd(delta, ACQUIRE);
  }

  /**
   * As {@link #fetchAdd(long)}, release.
   *
   * @param delta what to add
   * @return the value before
   */
  public long fetchAddRelease(long delta) {
    return fetchAdd(delta, RELEASE);
  }

  /**
   * Subtracts; fully ordered.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public long fetchSub(long delta) {
    return fetchAdd(-delta, FULL);
  }

  /**
   * As {@link #fetchSub(long)}, relaxed.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public long fetchSubRelaxed(long delta) {
    return fetchAdd(-delta, RELAXED);
  }

  /**
   * As {@link #fetchSub(long)}, acquire.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public long fetchSubAcquire(long delta) {
    return fetchAdd(-delta, ACQUIRE);
  }

  /**
   * As {@link #fetchSub(long)}, release.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public long fetchSubRelease(long delta) {
    return fetchAdd(-delta, RELEASE);
  }

  /**
   * Adds one; fully ordered.
   *
   * @return the value before
   */
  public long fetchInc() {
    return fetchAdd(1, FULL);
  }

  /**
   * As {@link #fetchInc()}, relaxed.
   *
   * @return the value before
   */
  public long fetchIncRelaxed() {
    return fetchAdd(1, RELAXED);
  }

  /**
   * As {@link #fetchInc()}, acquire.
   *
   * @return the value before
   */
  public long fetchIncAcquire() {
    return fetchAdd(1, ACQUIRE);
  }

  /**
   * As {@link #fetchInc()}, release.
   *
   * @return the value before
   */
  public long fetchIncRelease() {
    return fetchAdd(1, RELEASE);
  }

  /**
   * Subtracts one; fully ordered.
   *
   * @return the value before
   */
  public long fetchDec() {
    return fetchAdd(-1, FULL);
  }

  /**
   * As {@link #fetchDec()}, relaxed.
   *
   * @return the value before
   */
  public long fetchDecRelaxed() {
    return fetchAdd(-1, RELAXED);
  }

  /**
   * As {@link #fetchDec()}, acquire.
   *
   * @return the value before
   */
  public long fetchDecAcquire() {
    return fetchAdd(-1, ACQUIRE);
  }

  /**
   * As {@link #fetchDec()}, release.
   *
   * @return the value before
   */
  public long fetchDecRelease() {
    return fetchAdd(-1, RELEASE);
  }

  /**
   * Keeps only the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAnd(long mask) {
    return fetchAnd(mask, FULL);
  }

  /**
   * As {@link #fetchAnd(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAndRelaxed(long mask) {
    return fetchAnd(mask, RELAXED);
  }

  /**
   * As {@link #fetchAnd(long)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAndAcquire(long mask) {
    return fetchAnd(mask, ACQUIRE);
  }

  /**
   * As {@link #fetchAnd(long)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAndRelease(long mask) {
    return fetchAnd(mask, RELEASE);
  }

  /**
   * Sets the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchOr(long mask) {
    return fetchOr(mask, FULL);
  }

  /**
   * As {@link #fetchOr(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchOrRelaxed(long mask) {
    return fetchOr(mask, RELAXED);
  }

  /**
   * As {@link #fetchOr(long)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchOrAcquire(long mask) {
    return fetchOr(mask, ACQUIRE);
  }

  /**
   * As {@link #fetchOr(long)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchOrRelease(long mask) {
    return fetchOr(mask, RELEASE);
  }

  /**
   * Flips the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchXor(long mask) {
    return fetchXor(mask, FULL);
  }

  /**
   * As {@link #fetchXor(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchXorRelaxed(long mask) {
    return fetchXor(mask, RELAXED);
  }

  /**
   * As {@link #fetchXor(long)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchXorAcquire(long mask) {
    return fetchXor(mask, ACQUIRE);
  }

  /**
   * As {@link #fetchXor(long)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchXorRelease(long mask) {
    return fetchXor(mask, RELEASE);
  }

  /**
   * Clears the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAndNot(long mask) {
    return fetchAnd(~mask, FULL);
  }

  /**
   * As {@link #fetchAndNot(long)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAndNotRelaxed(long mask) {
    return fetchAnd(~mask, RELAXED);
  }

  /**
   * As {@link #fetchAndNot(long)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAndNotAcquire(long mask) {
    return fetchAnd(~mask, ACQUIRE);
  }

  /**
   * As {@link #fetchAndNot(long)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public long fetchAndNotRelease(long mask) {
    return fetchAnd(~mask, RELEASE);
  }

  // Exchanges.

  /**
   * Stores a value; fully ordered.
   *
   * @param update the new value
   * @return the value before
   */
  public long xchg(long update) {
    return exchange(update, FULL);
  }

  /**
   * As {@link #xchg(long)}, relaxed.
   *
   * @param update the new value
   * @return the value before
   */
  public long xchgRelaxed(long update) {
    return exchange(update, RELAXED);
  }

  /**
   * As {@link #xchg(long)}, acquire.
   *
   * @param update the new value
   * @return the value before
   */
  public long xchgAcquire(long update) {
    return exchange(update, ACQUIRE);
  }

  /**
   * As {@link #xchg(long)}, release.
   *
   * @param update the new value
   * @return the value before
   */
  public long xchgRelease(long update) {
    return exchange(update, RELEASE);
  }

  /**
   * Stores a value if the variable holds an expected one; fully ordered.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public long cmpxchg(long expected, long update) {
    return compareExchange(expected, update, FULL);
  }

  /**
   * As {@link #cmpxchg(long, long)}, relaxed.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public long cmpxchgRelaxed(long expected, long update) {
    return compareExchange(expected, update, RELAXED);
  }

  /**
   * As {@link #cmpxchg(long, long)}, acquire.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public long cmpxchgAcquire(long expected, long update) {
    return compareExchange(expected, update, ACQUIRE);
  }

  /**
   * As {@link #cmpxchg(long, long)}, release.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public long cmpxchgRelease(long expected, long update) {
    return compareExchange(expected, update, RELEASE);
  }

  /**
   * Stores a value if the variable holds an expected one; never fails for another reason; fully
   * ordered.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return whether the update was made
   */
  public boolean tryCmpxchg(long expected, long update) {
    return compareExchange(expected, update, FULL) == expected;
  }

  /**
   * As {@link #tryCmpxchg(long, long)}, relaxed.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return whether the update was made
   */
  public boolean tryCmpxchgRelaxed(long expected, long update) {
    return compareExchange(expected, update, RELAXED) == expected;
  }

  /**
   * As {@link #tryCmpxchg(long, long)}, acquire.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return whether the update was made
   */
  public boolean tryCmpxchgAcquire(long expected, long update) {
    return compareExchange(expected, update, ACQUIRE) == expected;
  }

  /**
   * As {@link #tryCmpxchg(long, long)}, release.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return whether the update was made
   */
  public boolean tryCmpxchgRelease(long expected, long update) {
    return compareExchange(expected, update, RELEASE) == expected;
  }

  // Conditional changes: no order is promised where nothing changed.

  /**
   * Adds unless the variable holds a given value; fully ordered.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return the value before; equal to {@code unless} if and only if nothing was added
   */
  public long fetchAddUnless(long delta, long unless) {
    return fetchAddUnless(delta, unless, FULL);
  }

  /**
   * As {@link #fetchAddUnless(long, long)}, relaxed.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return the value before; equal to {@code unless} if and only if nothing was added
   */
  public long fetchAddUnlessRelaxed(long delta, long unless) {
    return fetchAddUnless(delta, unless, RELAXED);
  }

  /**
   * As {@link #fetchAddUnless(long, long)}, acquire.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return the value before; equal to {@code unless} if and only if nothing was added
   */
  public long fetchAddUnlessAcquire(long delta, long unless) {
    return fetchAddUnless(delta, unless, ACQUIRE);
  }

  /**
   * As {@link #fetchAddUnless(long, long)}, release.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return the value before; equal to {@code unless} if and only if nothing was added
   */
  public long fetchAddUnlessRelease(long delta, long unless) {
    return fetchAddUnless(delta, unless, RELEASE);
  }

  /**
   * Adds unless the variable holds a given value; fully ordered.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnless(long delta, long unless) {
    return fetchAddUnless(delta, unless, FULL) != unless;
  }

  /**
   * As {@link #addUnless(long, long)}, relaxed.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnlessRelaxed(long delta, long unless) {
    return fetchAddUnless(delta, unless, RELAXED) != unless;
  }

  /**
   * As {@link #addUnless(long, long)}, acquire.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnlessAcquire(long delta, long unless) {
    return fetchAddUnless(delta, unless, ACQUIRE) != unless;
  }

  /**
   * As {@link #addUnless(long, long)}, release.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnlessRelease(long delta, long unless) {
    return fetchAddUnless(delta, unless, RELEASE) != unless;
  }

  /**
   * Adds one unless the variable is zero; fully ordered.
   *
   * @return whether one was added
   */
  public boolean incNotZero() {
    return fetchAddUnless(1, 0, FULL) != 0;
  }

  /**
   * As {@link #incNotZero()}, relaxed.
   *
   * @return whether one was added
   */
  public boolean incNotZeroRelaxed() {
    return fetchAddUnless(1, 0, RELAXED) != 0;
  }

  /**
   * As {@link #incNotZero()}, acquire.
   *
   * @return whether one was added
   */
  public boolean incNotZeroAcquire() {
    return fetchAddUnless(1, 0, ACQUIRE) != 0;
  }

  /**
   * As {@link #incNotZero()}, release.
   *
   * @return whether one was added
   */
  public boolean incNotZeroRelease() {
    return fetchAddUnless(1, 0, RELEASE) != 0;
  }

  /**
   * Subtracts one if the result is not negative; fully ordered.
   *
   * @return the value before minus one, also where nothing changed: negative if and only if nothing
   *     changed, unless the value before was {@link Long#MIN_VALUE}, which gives {@link
   *     Long#MAX_VALUE} and changes nothing
   */
  public long decIfPositive() {
    return decIfPositive(FULL);
  }

  /**
   * As {@link #decIfPositive()}, relaxed.
   *
   * @return the value before minus one, also where nothing changed: negative if and only if nothing
   *     changed, unless the value before was {@link Long#MIN_VALUE}, which gives {@link
   *     Long#MAX_VALUE} and changes nothing
   */
  public long decIfPositiveRelaxed() {
    return decIfPositive(RELAXED);
  }

  /**
   * As {@link #decIfPositive()}, acquire.
   *
   * @return the value before minus one, also where nothing changed: negative if and only if nothing
   *     changed, unless the value before was {@link Long#MIN_VALUE}, which gives {@link
   *     Long#MAX_VALUE} and changes nothing
   */
  public long decIfPositiveAcquire() {
    return decIfPositive(ACQUIRE);
  }

  /**
   * As {@link #decIfPositive()}, release.
   *
   * @return the value before minus one, also where nothing changed: negative if and only if nothing
   *     changed, unless the value before was {@link Long#MIN_VALUE}, which gives {@link
   *     Long#MAX_VALUE} and changes nothing
   */
  public long decIfPositiveRelease() {
    return decIfPositive(RELEASE);
  }

  /**
   * Subtracts one if the variable is zero or negative; fully ordered.
   *
   * @return whether one was subtracted
   */
  public boolean decUnlessPositive() {
    return decUnlessPositive(FULL);
  }

  /**
   * As {@link #decUnlessPositive()}, relaxed.
   *
   * @return whether one was subtracted
   */
  public boolean decUnlessPositiveRelaxed() {
    return decUnlessPositive(RELAXED);
  }

  /**
   * As {@link #decUnlessPositive()}, acquire.
   *
   * @return whether one was subtracted
   */
  public boolean decUnlessPositiveAcquire() {
    return decUnlessPositive(ACQUIRE);
  }

  /**
   * As {@link #decUnlessPositive()}, release.
   *
   * @return whether one was subtracted
   */
  public boolean decUnlessPositiveRelease() {
    return decUnlessPositive(RELEASE);
  }

  /**
   * Adds one if the variable is zero or positive; fully ordered.
   *
   * @return whether one was added
   */
  public boolean incUnlessNegative() {
    return incUnlessNegative(FULL);
  }

  /**
   * As {@link #incUnlessNegative()}, relaxed.
   *
   * @return whether one was added
   */
  public boolean incUnlessNegativeRelaxed() {
    return incUnlessNegative(RELAXED);
  }

  /**
   * As {@link #incUnlessNegative()}, acquire.
   *
   * @return whether one was added
   */
  public boolean incUnlessNegativeAcquire() {
    return incUnlessNegative(ACQUIRE);
  }

  /**
   * As {@link #incUnlessNegative()}, release.
   *
   * @return whether one was added
   */
  public boolean incUnlessNegativeRelease() {
    return incUnlessNegative(RELEASE);
  }

  // Changes with a test of the new value.

  /**
   * Subtracts and tests for zero; fully ordered.
   *
   * @param delta what to subtract
   * @return whether the value after is zero
   */
  public boolean subAndTest(long delta) {
    return fetchAdd(-delta, FULL) - delta == 0;
  }

  /**
   * As {@link #subAndTest(long)}, relaxed.
   *
   * @param delta what to subtract
   * @return whether the value after is zero
   */
  public boolean subAndTestRelaxed(long delta) {
    return fetchAdd(-delta, RELAXED) - delta == 0;
  }

  /**
   * As {@link #subAndTest(long)}, acquire.
   *
   * @param delta what to subtract
   * @return whether the value after is zero
   */
  public boolean subAndTestAcquire(long delta) {
    return fetchAdd(-delta, ACQUIRE) - delta == 0;
  }

  /**
   * As {@link #subAndTest(long)}, release.
   *
   * @param delta what to subtract
   * @return whether the value after is zero
   */
  public boolean subAndTestRelease(long delta) {
    return fetchAdd(-delta, RELEASE) - delta == 0;
  }

  /**
   * Subtracts one and tests for zero; fully ordered.
   *
   * @return whether the value after is zero
   */
  public boolean decAndTest() {
    return fetchAdd(-1, FULL) == 1;
  }

  /**
   * As {@link #decAndTest()}, relaxed.
   *
   * @return whether the value after is zero
   */
  public boolean decAndTestRelaxed() {
    return fetchAdd(-1, RELAXED) == 1;
  }

  /**
   * As {@link #decAndTest()}, acquire.
   *
   * @return whether the value after is zero
   */
  public boolean decAndTestAcquire() {
    return fetchAdd(-1, ACQUIRE) == 1;
  }

  /**
   * As {@link #decAndTest()}, release.
   *
   * @return whether the value after is zero
   */
  public boolean decAndTestRelease() {
    return fetchAdd(-1, RELEASE) == 1;
  }

  /**
   * Adds one and tests for zero; fully ordered.
   *
   * @return whether the value after is zero
   */
  public boolean incAndTest() {
    return fetchAdd(1, FULL) == -1;
  }

  /**
   * As {@link #incAndTest()}, relaxed.
   *
   * @return whether the value after is zero
   */
  public boolean incAndTestRelaxed() {
    return fetchAdd(1, RELAXED) == -1;
  }

  /**
   * As {@link #incAndTest()}, acquire.
   *
   * @return whether the value after is zero
   */
  public boolean incAndTestAcquire() {
    return fetchAdd(1, ACQUIRE) == -1;
  }

  /**
   * As {@link #incAndTest()}, release.
   *
   * @return whether the value after is zero
   */
  public boolean incAndTestRelease() {
    return fetchAdd(1, RELEASE) == -1;
  }

  /**
   * Adds and tests for a negative result; fully ordered.
   *
   * @param delta what to add
   * @return whether the value after is negative
   */
  public boolean addNegative(long delta) {
    return fetchAdd(delta, FULL) + delta < 0;
  }

  /**
   * As {@link #addNegative(long)}, relaxed.
   *
   * @param delta what to add
   * @return whether the value after is negative
   */
  public boolean addNegativeRelaxed(long delta) {
    return fetchAdd(delta, RELAXED) + delta < 0;
  }

  /**
   * As {@link #addNegative(long)}, acquire.
   *
   * @param delta what to add
   * @return whether the value after is negative
   */
  public boolean addNegativeAcquire(long delta) {
    return fetchAdd(delta, ACQUIRE) + delta < 0;
  }

  /**
   * As {@link #addNegative(long)}, release.
   *
   * @param delta what to add
   * @return whether the value after is negative
   */
  public boolean addNegativeRelease(long delta) {
    return fetchAdd(delta, RELEASE) + delta < 0;
  }

  // The operations proper, one per access of the variable.

  private long fetchAdd(long delta, int order) {
    if (order == RELEASE) {
      return (long) VALUE.getAndAddRelease(this, delta); // release: pairs with the caller's acquire
    }
    if (order != FULL) {
      return (long) VALUE.getAndAddAcquire(this, delta); // acquire: also stands in for relaxed
    }
    FullyOrdered.before();
    long old = (long) VALUE.getAndAdd(this, delta); // volatile: fully ordered with its two fences
    FullyOrdered.after();
    return old;
  }

  private long fetchAnd(long mask, int order) {
    if (order == RELEASE) {
      return (long) VALUE.getAndBitwiseAndRelease(this, mask); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (long) VALUE.getAndBitwiseAndAcquire(this, mask); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    long old = (long) VALUE.getAndBitwiseAnd(this, mask); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private long fetchOr(long mask, int order) {
    if (order == RELEASE) {
      return (long) VALUE.getAndBitwiseOrRelease(this, mask); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (long) VALUE.getAndBitwiseOrAcquire(this, mask); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    long old = (long) VALUE.getAndBitwiseOr(this, mask); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private long fetchXor(long mask, int order) {
    if (order == RELEASE) {
      return (long) VALUE.getAndBitwiseXorRelease(this, mask); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (long) VALUE.getAndBitwiseXorAcquire(this, mask); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    long old = (long) VALUE.getAndBitwiseXor(this, mask); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private long exchange(long update, int order) {
    if (order == RELEASE) {
      return (long) VALUE.getAndSetRelease(this, update); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (long) VALUE.getAndSetAcquire(this, update); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    long old = (long) VALUE.getAndSet(this, update); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private long compareExchange(long expected, long update, int order) {
    if (order == RELEASE) {
      // release: as in fetchAdd
      return (long) VALUE.compareAndExchangeRelease(this, expected, update);
    }
    if (order != FULL) {
      // acquire: as in fetchAdd
      return (long) VALUE.compareAndExchangeAcquire(this, expected, update);
    }
    FullyOrdered.before();
    long old = (long) VALUE.compareAndExchange(this, expected, update); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private long fetchAddUnless(long delta, long unless, int order) {
    long old = read();
    while (old != unless) {
      long found = compareExchange(old, old + delta, order);
      if (found == old) {
        break;
      }
      old = found;
    }
    return old;
  }

  private long decIfPositive(int order) {
    long old = read();
    while (old > 0) {
      long found = compareExchange(old, old - 1, order);
      if (found == old) {
        break;
      }
      old = found;
    }
    return old - 1;
  }

  private boolean decUnlessPositive(int order) {
    long old = read();
    while (old <= 0) {
      long found = compareExchange(old, old - 1, order);
      if (found == old) {
        return true;
      }
      old = found;
    }
    return false;
  }

  private boolean incUnlessNegative(int order) {
    long old = read();
    while (old >= 0) {
      long found = compareExchange(old, old + 1, order);
      if (found == old) {
        return true;
      }
      old = found;
    }
    return false;
  }

  @Override
  public String toString() {
    return Long.toString(read());
  }

  private static final VarHandle VALUE;

  static {
    try {
      VALUE =
          MethodHandles.lookup()
              .findVarHandle(AtomicInt64.class, "value", long.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
