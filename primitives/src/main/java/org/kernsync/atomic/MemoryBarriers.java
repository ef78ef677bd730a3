package org.kernsync.atomic;

import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import org.kernsync.internal.HeavyFence;

/**
 * The memory barriers of Linux under their own names, for code that is carried over from there or
 * read beside it.
 *
 * <p>Take an access mode instead where one will do: a release store and an acquire load say which
 * variable hands over what, and cost less. Fences are for the cases that no mode covers, of which
 * store-load order is the common one.
 *
 * <pre>{@code
 * void sleep() {                    void wake() {
 *   MemoryBarriers.storeMb(             condition.set(1);
 *       sleeping, 1);                   MemoryBarriers.mb();
 *   if (condition.read() == 0) {        if (sleeping.read() == 1) {
 *     park();                             unpark(sleeper);
 *   }                                   }
 * }                                 }   // at least one of the two sees the other's store
 * }</pre>
 *
 * <p><b>Context:</b> any thread. The {@code condLoad} methods wait; the first call of {@link
 * #fenceMode} may make a system call.
 *
 * <p><b>Progress:</b> fences are wait-free. The {@code condLoad} methods return when another thread
 * has made the condition true and not before; how they pass the time is up to the pause that they
 * are given.
 *
 * <p><b>Memory effects:</b> each method says which of the caller's accesses, plain ones included,
 * it keeps apart. A fence alone makes nothing happen before anything in another thread: that takes
 * a fence, or an ordered access, there too.
 *
 * <p><b>Differences from Linux:</b> {@link #mbBeforeAtomic} and {@link #mbAfterAtomic} are full
 * fences on every machine, where Linux has them for nothing on x86; Java has no barrier for the
 * compiler alone. Address, data and control dependencies order nothing in Java. What each barrier
 * and each marked access of the Linux model is in Java, is a table in {@code
 * docs/memory-barriers.md}.
 */
public final class MemoryBarriers {
  private MemoryBarriers() {}

  /** {@code smp_mb}: everything before is ordered before everything behind, stores to loads too. */
  public static void mb() {
    VarHandle.fullFence(); // full: pairs with the caller's full; earlier stores, later loads
  }

  /** {@code smp_rmb}: loads before are ordered before loads behind. */
  public static void rmb() {
    VarHandle.loadLoadFence(); // load-load: pairs with the caller's wmb, release or mb
  }

  /** {@code smp_wmb}: stores before are ordered before stores behind. */
  public static void wmb() {
    VarHandle.storeStoreFence(); // store-store: pairs with the caller's rmb, acquire or mb
  }

  /**
   * Makes an acquire of a load that stands before it: loads before are ordered before loads and
   * stores behind. Linux has no such fence of its own.
   */
  public static void acquireFence() {
    VarHandle.acquireFence(); // acquire fence: pairs with the caller's release
  }

  /**
   * Makes a release of a store that stands behind it: loads and stores before are ordered before
   * stores behind. Linux has no such fence of its own.
   */
  public static void releaseFence() {
    VarHandle.releaseFence(); // release fence: pairs with the caller's acquire
  }

  /**
   * {@code smp_acquire__after_ctrl_dep}: makes an acquire of the load that decided the branch in
   * which this stands. In Linux the branch orders stores already, and this adds the loads; in Java
   * a branch orders nothing, so both come from here.
   */
  public static void acquireAfterControlDependency() {
    VarHandle.acquireFence(); // acquire fence: pairs with the caller's release
  }

  /**
   * {@code smp_mb__before_atomic}: makes a full barrier of an atomic operation that returns nothing
   * and follows. An operation that returns a value is fully ordered by itself, and cheaper on x86.
   */
  public static void mbBeforeAtomic() {
    VarHandle.fullFence(); // full: pairs with the caller's full; earlier stores, later loads
  }

  /**
   * {@code smp_mb__after_atomic}: makes a full barrier of an atomic operation that returns nothing
   * and went before. An operation that returns a value is fully ordered by itself, and cheaper on
   * x86.
   */
  public static void mbAfterAtomic() {
    VarHandle.fullFence(); // full: pairs with the caller's full; earlier stores, later loads
  }

  /**
   * {@code smp_mb__after_spinlock}: stands right behind a {@code lock}. Everything before that
   * {@code lock} is ordered before everything behind this, for all threads; {@code lock} alone is
   * an acquire.
   */
  public static void mbAfterSpinlock() {
    // full: pairs with the caller's full; store before the lock, load behind it
    VarHandle.fullFence();
  }

  /**
   * {@code smp_mb__after_unlock_lock}: stands right behind a {@code lock} that follows an {@code
   * unlock}, by the same thread or of the same lock. Everything before that {@code unlock} is
   * ordered before everything behind this, for all threads, also for those that do not take the
   * lock.
   */
  public static void mbAfterUnlockLock() {
    // full: pairs with the caller's full; store before the unlock, load behind the lock
    VarHandle.fullFence();
  }

  /**
   * {@code smp_store_mb}: stores, then {@link #mb}.
   *
   * @param variable where to
   * @param value what
   */
  public static void storeMb(AtomicInt32 variable, int value) {
    variable.set(value); // opaque: the fence below orders it
    VarHandle.fullFence(); // full: pairs with the caller's full; this store, later loads
  }

  /**
   * {@code smp_store_mb}: stores, then {@link #mb}.
   *
   * @param variable where to
   * @param value what
   */
  public static void storeMb(AtomicInt64 variable, long value) {
    variable.set(value); // opaque: the fence below orders it
    VarHandle.fullFence(); // full: pairs with the caller's full; this store, later loads
  }

  /**
   * {@code atomic_cond_read_relaxed}, {@code smp_cond_load_relaxed}: reads until a condition holds;
   * relaxed. An interrupt does not end the wait; its flag stays.
   *
   * @param variable what to read
   * @param until the condition
   * @param pause how to wait between two looks, told how many waits came before, from 0; for
   *     example {@code SpinWait.host()::pause}
   * @return the value for which the condition held
   */
  public static int condLoadRelaxed(AtomicInt32 variable, IntPredicate until, IntConsumer pause) {
    return CondLoad.relaxed(variable, until, pause);
  }

  /**
   * {@code atomic_cond_read_acquire}, {@code smp_cond_load_acquire}: as {@link
   * #condLoadRelaxed(AtomicInt32, IntPredicate, IntConsumer)}; acquire.
   *
   * @param variable what to read
   * @param until the condition
   * @param pause how to wait between two looks, told how many waits came before, from 0; for
   *     example {@code SpinWait.host()::pause}
   * @return the value for which the condition held
   */
  public static int condLoadAcquire(AtomicInt32 variable, IntPredicate until, IntConsumer pause) {
    int seen = CondLoad.relaxed(variable, until, pause);
    VarHandle.acquireFence(); // acquire fence: pairs with the caller's release; the last read
    return seen;
  }

  /**
   * {@code atomic64_cond_read_relaxed}: as {@link #condLoadRelaxed(AtomicInt32, IntPredicate,
   * IntConsumer)}.
   *
   * @param variable what to read
   * @param until the condition
   * @param pause how to wait between two looks
   * @return the value for which the condition held
   */
  public static long condLoadRelaxed(AtomicInt64 variable, LongPredicate until, IntConsumer pause) {
    return CondLoad.relaxed(variable, until, pause);
  }

  /**
   * {@code atomic64_cond_read_acquire}: as {@link #condLoadAcquire(AtomicInt32, IntPredicate,
   * IntConsumer)}.
   *
   * @param variable what to read
   * @param until the condition
   * @param pause how to wait between two looks
   * @return the value for which the condition held
   */
  public static long condLoadAcquire(AtomicInt64 variable, LongPredicate until, IntConsumer pause) {
    long seen = CondLoad.relaxed(variable, until, pause);
    VarHandle.acquireFence(); // acquire fence: pairs with the caller's release; the last read
    return seen;
  }

  /**
   * {@code smp_cond_load_relaxed} for variables of any kind: asks a condition until it holds;
   * relaxed. An interrupt does not end the wait; its flag stays.
   *
   * @param condition reads what it needs at least in opaque mode, or the reads may be hoisted out
   *     of the loop
   * @param pause how to wait between two looks, told how many waits came before, from 0
   */
  public static void condLoadRelaxed(BooleanSupplier condition, IntConsumer pause) {
    CondLoad.relaxed(condition, pause);
  }

  /**
   * {@code smp_cond_load_acquire} for variables of any kind: as {@link
   * #condLoadRelaxed(BooleanSupplier, IntConsumer)}; acquire, for all that the condition read.
   *
   * @param condition reads what it needs at least in opaque mode, or the reads may be hoisted out
   *     of the loop
   * @param pause how to wait between two looks, told how many waits came before, from 0
   */
  public static void condLoadAcquire(BooleanSupplier condition, IntConsumer pause) {
    CondLoad.relaxed(condition, pause);
    VarHandle.acquireFence(); // acquire fence: pairs with the caller's release; the last reads
  }

  /**
   * The side of a store-load fence that runs often: a store before it is ordered before a load
   * behind it, both opaque or stronger, against a thread that does the same around {@link
   * #heavyMb}. No instruction where {@code membarrier} is there to pay, else a full fence: see
   * {@link #fenceMode}. Linux leaves it out, and says so in a comment.
   */
  public static void lightMb() {
    HeavyFence.light(); // light: pairs with the caller's #heavyMb; earlier stores, later loads
  }

  /**
   * The side that runs rarely, and pays for both: a full fence here, and on every other thread of
   * the process where {@code membarrier} can, which takes microseconds.
   */
  public static void heavyMb() {
    HeavyFence.heavy(); // heavy: pairs with the caller's #lightMb; earlier stores, later loads
  }

  /**
   * Which fences the asymmetric mechanisms of this JVM use, such as {@code
   * org.kernsync.spin.TicketSpinLock}: the {@code membarrier} system call on the rare side, or full
   * fences on both. Decided once, when first asked or first used. Asking orders nothing.
   *
   * @return the mode, the same for the whole life of the JVM
   */
  public static FenceMode fenceMode() {
    return HeavyFence.available() ? FenceMode.MEMBARRIER : FenceMode.FULL_FENCES;
  }
}
