package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * IRIW, independent reads of independent writes: two threads store, two others read both in
 * opposite order. Do they agree on which store came first? Four actors.
 */
public final class IndependentReads {
  private IndependentReads() {}

  /** With {@code smp_mb} between the reads they do. */
  @JCStressTest
  @KernelLitmus(name = "IRIW+fencembonceonces+OnceOnce", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 0, 1, 0",
      expect = FORBIDDEN,
      desc = "The two readers disagree on which store came first.")
  @Outcome(id = "[01], [01], [01], [01]", expect = ACCEPTABLE, desc = "They agree.")
  @State
  public static class IRIW_fencembonceonces_OnceOnce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public IRIW_fencembonceonces_OnceOnce() {}

    /** Stores x. */
    @Actor
    public void first() {
      x.set(1);
    }

    /**
     * Reads x, then y.
     *
     * @param r what is observed
     */
    @Actor
    public void second(IIII_Result r) {
      r.r1 = x.read();
      MemoryBarriers.mb();
      r.r2 = y.read();
    }

    /** Stores y. */
    @Actor
    public void third() {
      y.set(1);
    }

    /**
     * Reads y, then x.
     *
     * @param r what is observed
     */
    @Actor
    public void fourth(IIII_Result r) {
      r.r3 = y.read();
      MemoryBarriers.mb();
      r.r4 = x.read();
    }
  }

  /** The same, broken; two threads play all parts, so that two processors can show it. */
  @JCStressTest
  @JCStressMeta(IRIW_fencembonceonces_OnceOnce.class)
  @BrokenTwin("one reader reads the other way round")
  @State
  public static class IRIW_fencembonceonces_OnceOnce_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public IRIW_fencembonceonces_OnceOnce_Twin() {}

    /**
     * Reads y, and a moment later x.
     *
     * @param r what is observed
     */
    @Actor
    public void first(IIII_Result r) {
      r.r2 = y.read();
      Moment.pass();
      r.r1 = x.read();
    }

    /**
     * The other three: stores y, reads y, then x, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(IIII_Result r) {
      y.set(1);
      r.r3 = y.read();
      MemoryBarriers.mb();
      r.r4 = x.read();
      x.set(1);
    }
  }

  /** Without order. */
  @JCStressTest
  @KernelLitmus(name = "IRIW+poonceonces+OnceOnce", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 0, 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The two readers disagree on which store came first.")
  @Outcome(id = "[01], [01], [01], [01]", expect = ACCEPTABLE, desc = "They agree.")
  @State
  public static class IRIW_poonceonces_OnceOnce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public IRIW_poonceonces_OnceOnce() {}

    /** Stores x. */
    @Actor
    public void first() {
      x.set(1);
    }

    /**
     * Reads x, then y.
     *
     * @param r what is observed
     */
    @Actor
    public void second(IIII_Result r) {
      r.r1 = x.read();
      r.r2 = y.read();
    }

    /** Stores y. */
    @Actor
    public void third() {
      y.set(1);
    }

    /**
     * Reads y, then x.
     *
     * @param r what is observed
     */
    @Actor
    public void fourth(IIII_Result r) {
      r.r3 = y.read();
      r.r4 = x.read();
    }
  }
}
