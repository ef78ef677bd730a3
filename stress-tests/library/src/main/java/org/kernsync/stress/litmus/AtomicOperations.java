package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Atomic operations: what they are atomic against, and what they order where they succeed, fail, or
 * return nothing.
 *
 * <p>On x86 each of them is one locked instruction, a full barrier whatever it was asked for: the
 * unordered ones show nothing there.
 */
public final class AtomicOperations {
  private AtomicOperations() {}

  /**
   * A conditional add beside a plain {@code atomic_set}: the set is not lost in the middle of it.
   */
  @JCStressTest
  @KernelLitmus(name = "Atomic-RMW-ops-are-atomic-WRT-atomic_set", verdict = KernelVerdict.NEVER)
  @Outcome(id = "2", expect = FORBIDDEN, desc = "The set got lost between read and write.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "The set came last, or the add did nothing.")
  @State
  public static class Atomic_RMW_ops_are_atomic_WRT_atomic_set {
    private final AtomicInt32 value = new AtomicInt32(1);

    /** Made anew for each attempt. */
    public Atomic_RMW_ops_are_atomic_WRT_atomic_set() {}

    /** Adds one unless it is zero. */
    @Actor
    public void first() {
      value.addUnless(1, 0);
    }

    /** Sets it to zero. */
    @Actor
    public void second() {
      value.set(0);
    }

    /**
     * Reads what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = value.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(Atomic_RMW_ops_are_atomic_WRT_atomic_set.class)
  @BrokenTwin("adds in two steps")
  @State
  public static class Atomic_RMW_ops_are_atomic_WRT_atomic_set_Twin {
    private final AtomicInt32 value = new AtomicInt32(1);

    /** Made anew for each attempt. */
    public Atomic_RMW_ops_are_atomic_WRT_atomic_set_Twin() {}

    /** Adds one unless it is zero, by a read and a write. */
    @Actor
    public void first() {
      int old = value.read();
      if (old != 0) {
        value.set(old + 1);
      }
    }

    /** Sets it to zero. */
    @Actor
    public void second() {
      value.set(0);
    }

    /**
     * Reads what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = value.read();
    }
  }

  /**
   * An operation that returns nothing orders nothing; with {@code smp_mb__after_atomic} behind it,
   * its own store comes before what follows, which an acquire would not promise.
   */
  @JCStressTest
  @KernelLitmus(
      name = "Atomic-RMW+mb__after_atomic-is-stronger-than-acquire",
      verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 0",
      expect = FORBIDDEN,
      desc = "The store was seen without the increment before it.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class Atomic_RMW_mb__after_atomic_is_stronger_than_acquire {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public Atomic_RMW_mb__after_atomic_is_stronger_than_acquire() {}

    /**
     * Sees x, then reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = x.read();
      MemoryBarriers.rmb();
      r.r2 = y.read();
    }

    /** Increments y, then stores x. */
    @Actor
    public void second() {
      y.inc();
      MemoryBarriers.mbAfterAtomic();
      x.set(1);
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(Atomic_RMW_mb__after_atomic_is_stronger_than_acquire.class)
  @BrokenTwin("increments afterwards")
  @State
  public static class Atomic_RMW_mb__after_atomic_is_stronger_than_acquire_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public Atomic_RMW_mb__after_atomic_is_stronger_than_acquire_Twin() {}

    /**
     * Sees x, then reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = x.read();
      MemoryBarriers.rmb();
      r.r2 = y.read();
    }

    /** Stores x, then increments y a moment later. */
    @Actor
    public void second() {
      x.set(1);
      Moment.pass();
      y.inc();
    }
  }

  /**
   * Store buffering with a {@code cmpxchg} that fails: that orders nothing, {@code
   * smp_mb__after_atomic} behind it all.
   */
  @JCStressTest
  @KernelLitmus(name = "cmpxchg-fail-ordered-1", verdict = KernelVerdict.NEVER)
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Neither saw the store of the other.")
  @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "One saw the other, or both.")
  @State
  public static class cmpxchg_fail_ordered_1 {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();

    /** Made anew for each attempt. */
    public cmpxchg_fail_ordered_1() {}

    /**
     * Stores x, fails, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      z.cmpxchg(1, 0);
      MemoryBarriers.mbAfterAtomic();
      r.r1 = y.read();
    }

    /**
     * Stores y, fails, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      z.cmpxchg(1, 0);
      MemoryBarriers.mbAfterAtomic();
      r.r2 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(cmpxchg_fail_ordered_1.class)
  @BrokenTwin("looks first and does not try, and no fence")
  @State
  public static class cmpxchg_fail_ordered_1_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();

    /** Made anew for each attempt. */
    public cmpxchg_fail_ordered_1_Twin() {}

    /**
     * Stores x, looks, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      if (z.read() == 1) {
        z.cmpxchg(1, 0);
      }
      r.r1 = y.read();
    }

    /**
     * Stores y, looks, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      if (z.read() == 1) {
        z.cmpxchg(1, 0);
      }
      r.r2 = x.read();
    }
  }

  /** The same without the barrier. */
  @JCStressTest
  @KernelLitmus(name = "cmpxchg-fail-unordered-1", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "0, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Neither saw the store of the other.")
  @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "One saw the other, or both.")
  @State
  public static class cmpxchg_fail_unordered_1 {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();

    /** Made anew for each attempt. */
    public cmpxchg_fail_unordered_1() {}

    /**
     * Stores x, fails, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      z.cmpxchg(1, 0);
      r.r1 = y.read();
    }

    /**
     * Stores y, fails, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      z.cmpxchg(1, 0);
      r.r2 = x.read();
    }
  }

  /**
   * Message passing by two {@code cmpxchg} of one variable: the one that succeeds is fully ordered,
   * the one that fails needs the barrier.
   */
  @JCStressTest
  @KernelLitmus(name = "cmpxchg-fail-ordered-2", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "0, 1, 0",
      expect = FORBIDDEN,
      desc = "It failed since y was taken, and did not see x.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class cmpxchg_fail_ordered_2 {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public cmpxchg_fail_ordered_2() {}

    /**
     * Stores x, takes y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      x.set(1);
      r.r1 = y.cmpxchg(0, 1);
    }

    /**
     * Takes y, or fails and reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r2 = y.cmpxchg(0, 1);
      MemoryBarriers.mbAfterAtomic();
      r.r3 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(cmpxchg_fail_ordered_2.class)
  @BrokenTwin("reads x first")
  @State
  public static class cmpxchg_fail_ordered_2_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public cmpxchg_fail_ordered_2_Twin() {}

    /**
     * Stores x, takes y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      x.set(1);
      r.r1 = y.cmpxchg(0, 1);
    }

    /**
     * Reads x, then takes y or fails.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r3 = x.read();
      r.r2 = y.cmpxchg(0, 1);
    }
  }

  /** The same without the barrier. */
  @JCStressTest
  @KernelLitmus(name = "cmpxchg-fail-unordered-2", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "0, 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "It failed since y was taken, and did not see x.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class cmpxchg_fail_unordered_2 {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public cmpxchg_fail_unordered_2() {}

    /**
     * Stores x, takes y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      x.set(1);
      r.r1 = y.cmpxchg(0, 1);
    }

    /**
     * Takes y, or fails and reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r2 = y.cmpxchg(0, 1);
      r.r3 = x.read();
    }
  }
}
