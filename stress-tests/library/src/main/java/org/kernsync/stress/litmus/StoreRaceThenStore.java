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
 * S: one thread stores to x, then raises a flag; the other sees the flag and stores to x. Is the
 * store of the second left?
 */
public final class StoreRaceThenStore {
  private StoreRaceThenStore() {}

  /** {@code smp_wmb} before the flag, an acquire of it: it is. */
  @JCStressTest
  @KernelLitmus(name = "S+fencewmbonceonce+poacquireonce", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 2",
      expect = FORBIDDEN,
      desc = "The flag was seen, and the earlier store came out last.")
  @Outcome(
      id = {"0, 1", "0, 2", "1, 1"},
      expect = ACCEPTABLE,
      desc = "In order.")
  @State
  public static class S_fencewmbonceonce_poacquireonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public S_fencewmbonceonce_poacquireonce() {}

    /** Stores x, raises the flag. */
    @Actor
    public void first() {
      x.set(2);
      MemoryBarriers.wmb();
      y.set(1);
    }

    /**
     * Looks at the flag, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = y.readAcquire();
      x.set(1);
    }

    /**
     * Reads what is left in x.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(S_fencewmbonceonce_poacquireonce.class)
  @BrokenTwin("the flag is raised first")
  @State
  public static class S_fencewmbonceonce_poacquireonce_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public S_fencewmbonceonce_poacquireonce_Twin() {}

    /** Raises the flag, stores x a moment later. */
    @Actor
    public void first() {
      y.set(1);
      Moment.pass();
      x.set(2);
    }

    /**
     * Looks at the flag, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = y.readAcquire();
      x.set(1);
    }

    /**
     * Reads what is left in x.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = x.read();
    }
  }

  /** Without order on either side it may be lost. */
  @JCStressTest
  @KernelLitmus(name = "S+poonceonces", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 2",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The flag was seen, and the earlier store came out last.")
  @Outcome(
      id = {"0, 1", "0, 2", "1, 1"},
      expect = ACCEPTABLE,
      desc = "In order.")
  @State
  public static class S_poonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public S_poonceonces() {}

    /** Stores x, raises the flag. */
    @Actor
    public void first() {
      x.set(2);
      y.set(1);
    }

    /**
     * Looks at the flag, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = y.read();
      x.set(1);
    }

    /**
     * Reads what is left in x.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = x.read();
    }
  }
}
