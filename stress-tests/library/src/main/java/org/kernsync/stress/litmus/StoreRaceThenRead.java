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
 * R: two threads store to y; one of them had stored to x before, the other reads x behind. Where
 * the store of the reader is left in y, did the reader see x?
 */
public final class StoreRaceThenRead {
  private StoreRaceThenRead() {}

  /** With {@code smp_mb} on both sides: it did. */
  @JCStressTest
  @KernelLitmus(name = "R+fencembonceonces", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "0, 2",
      expect = FORBIDDEN,
      desc = "The second store to y was the last, and x was not seen.")
  @Outcome(
      id = {"0, 1", "1, 1", "1, 2"},
      expect = ACCEPTABLE,
      desc = "In order.")
  @State
  public static class R_fencembonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public R_fencembonceonces() {}

    /** Stores x, then y. */
    @Actor
    public void first() {
      x.set(1);
      MemoryBarriers.mb();
      y.set(1);
    }

    /**
     * Stores y, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(2);
      MemoryBarriers.mb();
      r.r1 = x.read();
    }

    /**
     * Reads what is left in y.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = y.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(R_fencembonceonces.class)
  @BrokenTwin("no fences")
  @State
  public static class R_fencembonceonces_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public R_fencembonceonces_Twin() {}

    /** Stores x, then y. */
    @Actor
    public void first() {
      x.set(1);
      y.set(1);
    }

    /**
     * Stores y, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(2);
      r.r1 = x.read();
    }

    /**
     * Reads what is left in y.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = y.read();
    }
  }

  /**
   * Without a fence it may have missed it, on x86 too: the read does not wait for the store before
   * it.
   */
  @JCStressTest
  @KernelLitmus(name = "R+poonceonces", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "0, 2",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The second store to y was the last, and x was not seen.")
  @Outcome(
      id = {"0, 1", "1, 1", "1, 2"},
      expect = ACCEPTABLE,
      desc = "In order.")
  @State
  public static class R_poonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public R_poonceonces() {}

    /** Stores x, then y. */
    @Actor
    public void first() {
      x.set(1);
      y.set(1);
    }

    /**
     * Stores y, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(2);
      r.r1 = x.read();
    }

    /**
     * Reads what is left in y.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = y.read();
    }
  }
}
