package org.kernsync.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.internal.FullyOrdered;

/**
 * A 32-bit atomic variable with the operations, and the orders, of Linux's {@code atomic_t}: for
 * counters, state words and hand-written synchronization. Where {@link
 * java.util.concurrent.atomic.AtomicInteger} does, take that; this one is for code that wants the
 * order to stand in the name of the operation, or the conditional operations. For counting
 * references take a saturating counter.
 *
 * <pre>{@code
 * AtomicInt32 users = new AtomicInt32(1);
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
public final class AtomicInt32 {
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

  private volatile int value;

  /** Creates a variable that holds zero. */
  public AtomicInt32() {}

  /**
   * Creates a variable.
   *
   * @param initial its first value, written like a plain field
   */
  public AtomicInt32(int initial) {
    VALUE.set(this, initial); // plain: nobody else has the object yet
  }

  /**
   * Reads; relaxed.
   *
   * @return the value
   */
  public int read() {
    return (int) VALUE.getOpaque(this); // opaque: the contract of read, no order wanted
  }

  /**
   * Reads; acquire.
   *
   * @return the value
   */
  public int readAcquire() {
    return (int) VALUE.getAcquire(this); // acquire: pairs with the caller's release
  }

  /**
   * Writes; relaxed.
   *
   * @param update the new value
   */
  public void set(int update) {
    VALUE.setOpaque(this, update); // opaque: the contract of set, no order wanted
  }

  /**
   * Writes; release.
   *
   * @param update the new value
   */
  public void setRelease(int update) {
    VALUE.setRelease(this, update); // release: pairs with the caller's acquire
  }

  // Atomic changes that return nothing: relaxed.

  /**
   * Adds; relaxed.
   *
   * @param delta what to add
   */
  public void add(int delta) {
    fetchAdd(delta, RELAXED);
  }

  /**
   * Subtracts; relaxed.
   *
   * @param delta what to subtract
   */
  public void sub(int delta) {
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
  public void and(int mask) {
    fetchAnd(mask, RELAXED);
  }

  /**
   * Sets the bits of a mask; relaxed.
   *
   * @param mask the bits
   */
  public void or(int mask) {
    fetchOr(mask, RELAXED);
  }

  /**
   * Flips the bits of a mask; relaxed.
   *
   * @param mask the bits
   */
  public void xor(int mask) {
    fetchXor(mask, RELAXED);
  }

  /**
   * Clears the bits of a mask; relaxed.
   *
   * @param mask the bits
   */
  public void andNot(int mask) {
    fetchAnd(~mask, RELAXED);
  }

  // The same, returning the new value. (Linux has these for the four arithmetic ones only.)

  /**
   * Adds; fully ordered.
   *
   * @param delta what to add
   * @return the value after
   */
  public int addReturn(int delta) {
    return fetchAdd(delta, FULL) + delta;
  }

  /**
   * As {@link #addReturn(int)}, relaxed.
   *
   * @param delta what to add
   * @return the value after
   */
  public int addReturnRelaxed(int delta) {
    return fetchAdd(delta, RELAXED) + delta;
  }

  /**
   * As {@link #addReturn(int)}, acquire.
   *
   * @param delta what to add
   * @return the value after
   */
  public int addReturnAcquire(int delta) {
    return fetchAdd(delta, ACQUIRE) + delta;
  }

  /**
   * As {@link #addReturn(int)}, release.
   *
   * @param delta what to add
   * @return the value after
   */
  public int addReturnRelease(int delta) {
    return fetchAdd(delta, RELEASE) + delta;
  }

  /**
   * Subtracts; fully ordered.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public int subReturn(int delta) {
    return fetchAdd(-delta, FULL) - delta;
  }

  /**
   * As {@link #subReturn(int)}, relaxed.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public int subReturnRelaxed(int delta) {
    return fetchAdd(-delta, RELAXED) - delta;
  }

  /**
   * As {@link #subReturn(int)}, acquire.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public int subReturnAcquire(int delta) {
    return fetchAdd(-delta, ACQUIRE) - delta;
  }

  /**
   * As {@link #subReturn(int)}, release.
   *
   * @param delta what to subtract
   * @return the value after
   */
  public int subReturnRelease(int delta) {
    return fetchAdd(-delta, RELEASE) - delta;
  }

  /**
   * Adds one; fully ordered.
   *
   * @return the value after
   */
  public int incReturn() {
    return fetchAdd(1, FULL) + 1;
  }

  /**
   * As {@link #incReturn()}, relaxed.
   *
   * @return the value after
   */
  public int incReturnRelaxed() {
    return fetchAdd(1, RELAXED) + 1;
  }

  /**
   * As {@link #incReturn()}, acquire.
   *
   * @return the value after
   */
  public int incReturnAcquire() {
    return fetchAdd(1, ACQUIRE) + 1;
  }

  /**
   * As {@link #incReturn()}, release.
   *
   * @return the value after
   */
  public int incReturnRelease() {
    return fetchAdd(1, RELEASE) + 1;
  }

  /**
   * Subtracts one; fully ordered.
   *
   * @return the value after
   */
  public int decReturn() {
    return fetchAdd(-1, FULL) - 1;
  }

  /**
   * As {@link #decReturn()}, relaxed.
   *
   * @return the value after
   */
  public int decReturnRelaxed() {
    return fetchAdd(-1, RELAXED) - 1;
  }

  /**
   * As {@link #decReturn()}, acquire.
   *
   * @return the value after
   */
  public int decReturnAcquire() {
    return fetchAdd(-1, ACQUIRE) - 1;
  }

  /**
   * As {@link #decReturn()}, release.
   *
   * @return the value after
   */
  public int decReturnRelease() {
    return fetchAdd(-1, RELEASE) - 1;
  }

  /**
   * Keeps only the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andReturn(int mask) {
    return fetchAnd(mask, FULL) & mask;
  }

  /**
   * As {@link #andReturn(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andReturnRelaxed(int mask) {
    return fetchAnd(mask, RELAXED) & mask;
  }

  /**
   * As {@link #andReturn(int)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andReturnAcquire(int mask) {
    return fetchAnd(mask, ACQUIRE) & mask;
  }

  /**
   * As {@link #andReturn(int)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andReturnRelease(int mask) {
    return fetchAnd(mask, RELEASE) & mask;
  }

  /**
   * Sets the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public int orReturn(int mask) {
    return fetchOr(mask, FULL) | mask;
  }

  /**
   * As {@link #orReturn(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public int orReturnRelaxed(int mask) {
    return fetchOr(mask, RELAXED) | mask;
  }

  /**
   * As {@link #orReturn(int)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public int orReturnAcquire(int mask) {
    return fetchOr(mask, ACQUIRE) | mask;
  }

  /**
   * As {@link #orReturn(int)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public int orReturnRelease(int mask) {
    return fetchOr(mask, RELEASE) | mask;
  }

  /**
   * Flips the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public int xorReturn(int mask) {
    return fetchXor(mask, FULL) ^ mask;
  }

  /**
   * As {@link #xorReturn(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public int xorReturnRelaxed(int mask) {
    return fetchXor(mask, RELAXED) ^ mask;
  }

  /**
   * As {@link #xorReturn(int)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public int xorReturnAcquire(int mask) {
    return fetchXor(mask, ACQUIRE) ^ mask;
  }

  /**
   * As {@link #xorReturn(int)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public int xorReturnRelease(int mask) {
    return fetchXor(mask, RELEASE) ^ mask;
  }

  /**
   * Clears the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andNotReturn(int mask) {
    return fetchAnd(~mask, FULL) & ~mask;
  }

  /**
   * As {@link #andNotReturn(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andNotReturnRelaxed(int mask) {
    return fetchAnd(~mask, RELAXED) & ~mask;
  }

  /**
   * As {@link #andNotReturn(int)}, acquire.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andNotReturnAcquire(int mask) {
    return fetchAnd(~mask, ACQUIRE) & ~mask;
  }

  /**
   * As {@link #andNotReturn(int)}, release.
   *
   * @param mask the bits
   * @return the value after
   */
  public int andNotReturnRelease(int mask) {
    return fetchAnd(~mask, RELEASE) & ~mask;
  }

  // The same, returning the old value.

  /**
   * Adds; fully ordered.
   *
   * @param delta what to add
   * @return the value before
   */
  public int fetchAdd(int delta) {
    return fetchAdd(delta, FULL);
  }

  /**
   * As {@link #fetchAdd(int)}, relaxed.
   *
   * @param delta what to add
   * @return the value before
   */
  public int fetchAddRelaxed(int delta) {
    return fetchAdd(delta, RELAXED);
  }

  /**
   * As {@link #fetchAdd(int)}, acquire.
   *
   * @param delta what to add
   * @return the value before
   */
  public int fetchAddAcquire(int delta) {
    return fetchAdd(delta, ACQUIRE);
  }

  /**
   * As {@link #fetchAdd(int)}, release.
   *
   * @param delta what to add
   * @return the value before
   */
  public int fetchAddRelease(int delta) {
    return fetchAdd(delta, RELEASE);
  }

  /**
   * Subtracts; fully ordered.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public int fetchSub(int delta) {
    return fetchAdd(-delta, FULL);
  }

  /**
   * As {@link #fetchSub(int)}, relaxed.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public int fetchSubRelaxed(int delta) {
    return fetchAdd(-delta, RELAXED);
  }

  /**
   * As {@link #fetchSub(int)}, acquire.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public int fetchSubAcquire(int delta) {
    return fetchAdd(-delta, ACQUIRE);
  }

  /**
   * As {@link #fetchSub(int)}, release.
   *
   * @param delta what to subtract
   * @return the value before
   */
  public int fetchSubRelease(int delta) {
    return fetchAdd(-delta, RELEASE);
  }

  /**
   * Adds one; fully ordered.
   *
   * @return the value before
   */
  public int fetchInc() {
    return fetchAdd(1, FULL);
  }

  /**
   * As {@link #fetchInc()}, relaxed.
   *
   * @return the value before
   */
  public int fetchIncRelaxed() {
    return fetchAdd(1, RELAXED);
  }

  /**
   * As {@link #fetchInc()}, acquire.
   *
   * @return the value before
   */
  public int fetchIncAcquire() {
    return fetchAdd(1, ACQUIRE);
  }

  /**
   * As {@link #fetchInc()}, release.
   *
   * @return the value before
   */
  public int fetchIncRelease() {
    return fetchAdd(1, RELEASE);
  }

  /**
   * Subtracts one; fully ordered.
   *
   * @return the value before
   */
  public int fetchDec() {
    return fetchAdd(-1, FULL);
  }

  /**
   * As {@link #fetchDec()}, relaxed.
   *
   * @return the value before
   */
  public int fetchDecRelaxed() {
    return fetchAdd(-1, RELAXED);
  }

  /**
   * As {@link #fetchDec()}, acquire.
   *
   * @return the value before
   */
  public int fetchDecAcquire() {
    return fetchAdd(-1, ACQUIRE);
  }

  /**
   * As {@link #fetchDec()}, release.
   *
   * @return the value before
   */
  public int fetchDecRelease() {
    return fetchAdd(-1, RELEASE);
  }

  /**
   * Keeps only the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAnd(int mask) {
    return fetchAnd(mask, FULL);
  }

  /**
   * As {@link #fetchAnd(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAndRelaxed(int mask) {
    return fetchAnd(mask, RELAXED);
  }

  /**
   * As {@link #fetchAnd(int)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAndAcquire(int mask) {
    return fetchAnd(mask, ACQUIRE);
  }

  /**
   * As {@link #fetchAnd(int)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAndRelease(int mask) {
    return fetchAnd(mask, RELEASE);
  }

  /**
   * Sets the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchOr(int mask) {
    return fetchOr(mask, FULL);
  }

  /**
   * As {@link #fetchOr(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchOrRelaxed(int mask) {
    return fetchOr(mask, RELAXED);
  }

  /**
   * As {@link #fetchOr(int)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchOrAcquire(int mask) {
    return fetchOr(mask, ACQUIRE);
  }

  /**
   * As {@link #fetchOr(int)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchOrRelease(int mask) {
    return fetchOr(mask, RELEASE);
  }

  /**
   * Flips the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchXor(int mask) {
    return fetchXor(mask, FULL);
  }

  /**
   * As {@link #fetchXor(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchXorRelaxed(int mask) {
    return fetchXor(mask, RELAXED);
  }

  /**
   * As {@link #fetchXor(int)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchXorAcquire(int mask) {
    return fetchXor(mask, ACQUIRE);
  }

  /**
   * As {@link #fetchXor(int)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchXorRelease(int mask) {
    return fetchXor(mask, RELEASE);
  }

  /**
   * Clears the bits of a mask; fully ordered.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAndNot(int mask) {
    return fetchAnd(~mask, FULL);
  }

  /**
   * As {@link #fetchAndNot(int)}, relaxed.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAndNotRelaxed(int mask) {
    return fetchAnd(~mask, RELAXED);
  }

  /**
   * As {@link #fetchAndNot(int)}, acquire.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAndNotAcquire(int mask) {
    return fetchAnd(~mask, ACQUIRE);
  }

  /**
   * As {@link #fetchAndNot(int)}, release.
   *
   * @param mask the bits
   * @return the value before
   */
  public int fetchAndNotRelease(int mask) {
    return fetchAnd(~mask, RELEASE);
  }

  // Exchanges.

  /**
   * Stores a value; fully ordered.
   *
   * @param update the new value
   * @return the value before
   */
  public int xchg(int update) {
    return exchange(update, FULL);
  }

  /**
   * As {@link #xchg(int)}, relaxed.
   *
   * @param update the new value
   * @return the value before
   */
  public int xchgRelaxed(int update) {
    return exchange(update, RELAXED);
  }

  /**
   * As {@link #xchg(int)}, acquire.
   *
   * @param update the new value
   * @return the value before
   */
  public int xchgAcquire(int update) {
    return exchange(update, ACQUIRE);
  }

  /**
   * As {@link #xchg(int)}, release.
   *
   * @param update the new value
   * @return the value before
   */
  public int xchgRelease(int update) {
    return exchange(update, RELEASE);
  }

  /**
   * Stores a value if the variable holds an expected one; fully ordered.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public int cmpxchg(int expected, int update) {
    return compareExchange(expected, update, FULL);
  }

  /**
   * As {@link #cmpxchg(int, int)}, relaxed.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public int cmpxchgRelaxed(int expected, int update) {
    return compareExchange(expected, update, RELAXED);
  }

  /**
   * As {@link #cmpxchg(int, int)}, acquire.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public int cmpxchgAcquire(int expected, int update) {
    return compareExchange(expected, update, ACQUIRE);
  }

  /**
   * As {@link #cmpxchg(int, int)}, release.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return the value before; equal to {@code expected} if and only if the update was made
   */
  public int cmpxchgRelease(int expected, int update) {
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
  public boolean tryCmpxchg(int expected, int update) {
    return compareExchange(expected, update, FULL) == expected;
  }

  /**
   * As {@link #tryCmpxchg(int, int)}, relaxed.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return whether the update was made
   */
  public boolean tryCmpxchgRelaxed(int expected, int update) {
    return compareExchange(expected, update, RELAXED) == expected;
  }

  /**
   * As {@link #tryCmpxchg(int, int)}, acquire.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return whether the update was made
   */
  public boolean tryCmpxchgAcquire(int expected, int update) {
    return compareExchange(expected, update, ACQUIRE) == expected;
  }

  /**
   * As {@link #tryCmpxchg(int, int)}, release.
   *
   * @param expected the value to replace
   * @param update the new value
   * @return whether the update was made
   */
  public boolean tryCmpxchgRelease(int expected, int update) {
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
  public int fetchAddUnless(int delta, int unless) {
    return fetchAddUnless(delta, unless, FULL);
  }

  /**
   * As {@link #fetchAddUnless(int, int)}, relaxed.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return the value before; equal to {@code unless} if and only if nothing was added
   */
  public int fetchAddUnlessRelaxed(int delta, int unless) {
    return fetchAddUnless(delta, unless, RELAXED);
  }

  /**
   * As {@link #fetchAddUnless(int, int)}, acquire.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return the value before; equal to {@code unless} if and only if nothing was added
   */
  public int fetchAddUnlessAcquire(int delta, int unless) {
    return fetchAddUnless(delta, unless, ACQUIRE);
  }

  /**
   * As {@link #fetchAddUnless(int, int)}, release.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return the value before; equal to {@code unless} if and only if nothing was added
   */
  public int fetchAddUnlessRelease(int delta, int unless) {
    return fetchAddUnless(delta, unless, RELEASE);
  }

  /**
   * Adds unless the variable holds a given value; fully ordered.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnless(int delta, int unless) {
    return fetchAddUnless(delta, unless, FULL) != unless;
  }

  /**
   * As {@link #addUnless(int, int)}, relaxed.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnlessRelaxed(int delta, int unless) {
    return fetchAddUnless(delta, unless, RELAXED) != unless;
  }

  /**
   * As {@link #addUnless(int, int)}, acquire.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnlessAcquire(int delta, int unless) {
    return fetchAddUnless(delta, unless, ACQUIRE) != unless;
  }

  /**
   * As {@link #addUnless(int, int)}, release.
   *
   * @param delta what to add
   * @param unless the value that is left alone
   * @return whether something was added
   */
  public boolean addUnlessRelease(int delta, int unless) {
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
   *     changed, unless the value before was {@link Integer#MIN_VALUE}, which gives {@link
   *     Integer#MAX_VALUE} and changes nothing
   */
  public int decIfPositive() {
    return decIfPositive(FULL);
  }

  /**
   * As {@link #decIfPositive()}, relaxed.
   *
   * @return the value before minus one, also where nothing changed: negative if and only if nothing
   *     changed, unless the value before was {@link Integer#MIN_VALUE}, which gives {@link
   *     Integer#MAX_VALUE} and changes nothing
   */
  public int decIfPositiveRelaxed() {
    return decIfPositive(RELAXED);
  }

  /**
   * As {@link #decIfPositive()}, acquire.
   *
   * @return the value before minus one, also where nothing changed: negative if and only if nothing
   *     changed, unless the value before was {@link Integer#MIN_VALUE}, which gives {@link
   *     Integer#MAX_VALUE} and changes nothing
   */
  public int decIfPositiveAcquire() {
    return decIfPositive(ACQUIRE);
  }

  /**
   * As {@link #decIfPositive()}, release.
   *
   * @return the value before minus one, also where nothing changed: negative if and only if nothing
   *     changed, unless the value before was {@link Integer#MIN_VALUE}, which gives {@link
   *     Integer#MAX_VALUE} and changes nothing
   */
  public int decIfPositiveRelease() {
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
  public boolean subAndTest(int delta) {
    return fetchAdd(-delta, FULL) - delta == 0;
  }

  /**
   * As {@link #subAndTest(int)}, relaxed.
   *
   * @param delta what to subtract
   * @return whether the value after is zero
   */
  public boolean subAndTestRelaxed(int delta) {
    return fetchAdd(-delta, RELAXED) - delta == 0;
  }

  /**
   * As {@link #subAndTest(int)}, acquire.
   *
   * @param delta what to subtract
   * @return whether the value after is zero
   */
  public boolean subAndTestAcquire(int delta) {
    return fetchAdd(-delta, ACQUIRE) - delta == 0;
  }

  /**
   * As {@link #subAndTest(int)}, release.
   *
   * @param delta what to subtract
   * @return whether the value after is zero
   */
  public boolean subAndTestRelease(int delta) {
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
  public boolean addNegative(int delta) {
    return fetchAdd(delta, FULL) + delta < 0;
  }

  /**
   * As {@link #addNegative(int)}, relaxed.
   *
   * @param delta what to add
   * @return whether the value after is negative
   */
  public boolean addNegativeRelaxed(int delta) {
    return fetchAdd(delta, RELAXED) + delta < 0;
  }

  /**
   * As {@link #addNegative(int)}, acquire.
   *
   * @param delta what to add
   * @return whether the value after is negative
   */
  public boolean addNegativeAcquire(int delta) {
    return fetchAdd(delta, ACQUIRE) + delta < 0;
  }

  /**
   * As {@link #addNegative(int)}, release.
   *
   * @param delta what to add
   * @return whether the value after is negative
   */
  public boolean addNegativeRelease(int delta) {
    return fetchAdd(delta, RELEASE) + delta < 0;
  }

  // The operations proper, one per access of the variable.

  private int fetchAdd(int delta, int order) {
    if (order == RELEASE) {
      return (int) VALUE.getAndAddRelease(this, delta); // release: pairs with the caller's acquire
    }
    if (order != FULL) {
      return (int) VALUE.getAndAddAcquire(this, delta); // acquire: also stands in for relaxed
    }
    FullyOrdered.before();
    int old = (int) VALUE.getAndAdd(this, delta); // volatile: fully ordered with its two fences
    FullyOrdered.after();
    return old;
  }

  private int fetchAnd(int mask, int order) {
    if (order == RELEASE) {
      return (int) VALUE.getAndBitwiseAndRelease(this, mask); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (int) VALUE.getAndBitwiseAndAcquire(this, mask); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    int old = (int) VALUE.getAndBitwiseAnd(this, mask); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private int fetchOr(int mask, int order) {
    if (order == RELEASE) {
      return (int) VALUE.getAndBitwiseOrRelease(this, mask); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (int) VALUE.getAndBitwiseOrAcquire(this, mask); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    int old = (int) VALUE.getAndBitwiseOr(this, mask); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private int fetchXor(int mask, int order) {
    if (order == RELEASE) {
      return (int) VALUE.getAndBitwiseXorRelease(this, mask); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (int) VALUE.getAndBitwiseXorAcquire(this, mask); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    int old = (int) VALUE.getAndBitwiseXor(this, mask); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private int exchange(int update, int order) {
    if (order == RELEASE) {
      return (int) VALUE.getAndSetRelease(this, update); // release: as in fetchAdd
    }
    if (order != FULL) {
      return (int) VALUE.getAndSetAcquire(this, update); // acquire: as in fetchAdd
    }
    FullyOrdered.before();
    int old = (int) VALUE.getAndSet(this, update); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private int compareExchange(int expected, int update, int order) {
    if (order == RELEASE) {
      // release: as in fetchAdd
      return (int) VALUE.compareAndExchangeRelease(this, expected, update);
    }
    if (order != FULL) {
      // acquire: as in fetchAdd
      return (int) VALUE.compareAndExchangeAcquire(this, expected, update);
    }
    FullyOrdered.before();
    int old = (int) VALUE.compareAndExchange(this, expected, update); // volatile: as in fetchAdd
    FullyOrdered.after();
    return old;
  }

  private int fetchAddUnless(int delta, int unless, int order) {
    int old = read();
    while (old != unless) {
      int found = compareExchange(old, old + delta, order);
      if (found == old) {
        break;
      }
      old = found;
    }
    return old;
  }

  private int decIfPositive(int order) {
    int old = read();
    while (old > 0) {
      int found = compareExchange(old, old - 1, order);
      if (found == old) {
        break;
      }
      old = found;
    }
    return old - 1;
  }

  private boolean decUnlessPositive(int order) {
    int old = read();
    while (old <= 0) {
      int found = compareExchange(old, old - 1, order);
      if (found == old) {
        return true;
      }
      old = found;
    }
    return false;
  }

  private boolean incUnlessNegative(int order) {
    int old = read();
    while (old >= 0) {
      int found = compareExchange(old, old + 1, order);
      if (found == old) {
        return true;
      }
      old = found;
    }
    return false;
  }

  @Override
  public String toString() {
    return Integer.toString(read());
  }

  private static final VarHandle VALUE;

  static {
    try {
      VALUE =
          MethodHandles.lookup()
              .findVarHandle(AtomicInt32.class, "value", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
