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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Store buffering (SB): each of two threads stores to its own variable, then reads the other's. May
 * both miss the store of the other? Yes, on x86 too: a store waits in the store buffer while the
 * read behind it is served. It is the one order that only a full fence gives, and the heart of each
 * "publish, then look" in the library.
 */
public final class StoreBuffering {
  private StoreBuffering() {}

  /** With {@code smp_mb} on both sides one of the two sees the other. */
  @JCStressTest
  @KernelLitmus(name = "SB+fencembonceonces", verdict = KernelVerdict.NEVER)
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Neither saw the store of the other.")
  @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "One saw the other, or both.")
  @State
  public static class SB_fencembonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public SB_fencembonceonces() {}

    /**
     * Stores x, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      MemoryBarriers.mb();
      r.r1 = y.read();
    }

    /**
     * Stores y, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      MemoryBarriers.mb();
      r.r2 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(SB_fencembonceonces.class)
  @BrokenTwin("no fences")
  @State
  public static class SB_fencembonceonces_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public SB_fencembonceonces_Twin() {}

    /**
     * Stores x, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      r.r1 = y.read();
    }

    /**
     * Stores y, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      r.r2 = x.read();
    }
  }

  /** Without a fence both may miss it. */
  @JCStressTest
  @KernelLitmus(name = "SB+poonceonces", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "0, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Neither saw the store of the other.")
  @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "One saw the other, or both.")
  @State
  public static class SB_poonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public SB_poonceonces() {}

    /**
     * Stores x, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      r.r1 = y.read();
    }

    /**
     * Stores y, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      r.r2 = x.read();
    }
  }

  /** A read of the own store in between is no fence: it is served out of the store buffer. */
  @JCStressTest
  @KernelLitmus(name = "SB+rfionceonce-poonceonces", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 0, 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Neither saw the store of the other.")
  @Outcome(id = "1, [01], 1, [01]", expect = ACCEPTABLE, desc = "One saw the other, or both.")
  @State
  public static class SB_rfionceonce_poonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public SB_rfionceonce_poonceonces() {}

    /**
     * Stores x, reads it, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(IIII_Result r) {
      x.set(1);
      r.r1 = x.read();
      r.r2 = y.read();
    }

    /**
     * Stores y, reads it, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(IIII_Result r) {
      y.set(1);
      r.r3 = y.read();
      r.r4 = x.read();
    }
  }
}
