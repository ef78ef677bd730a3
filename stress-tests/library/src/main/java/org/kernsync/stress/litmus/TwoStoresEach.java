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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * 2+2W: two threads store to the same two variables in opposite order. May both <em>first</em>
 * stores be left? The kernel's folder has none of these; the first two are in the catalogue of
 * herdtools, with these verdicts.
 */
public final class TwoStoresEach {
  private TwoStoresEach() {}

  /** With {@code smp_mb} on both sides one of the last stores is left. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both first stores are left.")
  @Outcome(
      id = {"1, 2", "2, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "At least one of the last stores is left.")
  @State
  public static class TwoPlusTwoW_fencembonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public TwoPlusTwoW_fencembonceonces() {}

    /** Stores x, then y. */
    @Actor
    public void first() {
      x.set(1);
      MemoryBarriers.mb();
      y.set(2);
    }

    /** Stores y, then x. */
    @Actor
    public void second() {
      y.set(1);
      MemoryBarriers.mb();
      x.set(2);
    }

    /**
     * Reads what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = x.read();
      r.r2 = y.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(TwoPlusTwoW_fencembonceonces.class)
  @BrokenTwin("one thread stores the other way round")
  @State
  public static class TwoPlusTwoW_fencembonceonces_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public TwoPlusTwoW_fencembonceonces_Twin() {}

    /** Stores y, then x a moment later. */
    @Actor
    public void first() {
      y.set(2);
      Moment.pass();
      x.set(1);
    }

    /** Stores y, then x. */
    @Actor
    public void second() {
      y.set(1);
      x.set(2);
    }

    /**
     * Reads what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = x.read();
      r.r2 = y.read();
    }
  }

  /**
   * {@code smp_wmb} is not enough in the model: it orders the stores of each thread, and some
   * machines might still disagree on who came last.
   */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both first stores are left.")
  @Outcome(
      id = {"1, 2", "2, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "At least one of the last stores is left.")
  @State
  public static class TwoPlusTwoW_fencewmbonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public TwoPlusTwoW_fencewmbonceonces() {}

    /** Stores x, then y. */
    @Actor
    public void first() {
      x.set(1);
      MemoryBarriers.wmb();
      y.set(2);
    }

    /** Stores y, then x. */
    @Actor
    public void second() {
      y.set(1);
      MemoryBarriers.wmb();
      x.set(2);
    }

    /**
     * Reads what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = x.read();
      r.r2 = y.read();
    }
  }

  /** Nor, of course, nothing. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both first stores are left.")
  @Outcome(
      id = {"1, 2", "2, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "At least one of the last stores is left.")
  @State
  public static class TwoPlusTwoW_poonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public TwoPlusTwoW_poonceonces() {}

    /** Stores x, then y. */
    @Actor
    public void first() {
      x.set(1);
      y.set(2);
    }

    /** Stores y, then x. */
    @Actor
    public void second() {
      y.set(1);
      x.set(2);
    }

    /**
     * Reads what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = x.read();
      r.r2 = y.read();
    }
  }
}
