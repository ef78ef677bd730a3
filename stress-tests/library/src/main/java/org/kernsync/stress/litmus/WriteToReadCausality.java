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
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * WRC, write-to-read causality: the second thread sees what the first stored, and tells the third:
 * does the third see it too? Three actors.
 */
public final class WriteToReadCausality {
  private WriteToReadCausality() {}

  /** The second tells by a release; the third has {@code smp_rmb}. The first orders nothing. */
  @JCStressTest
  @KernelLitmus(name = "WRC+pooncerelease+fencermbonceonce+Once", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 1, 0",
      expect = FORBIDDEN,
      desc = "The third heard from the second, which had seen x, and did not see it.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class WRC_pooncerelease_fencermbonceonce_Once {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public WRC_pooncerelease_fencermbonceonce_Once() {}

    /** Stores x. */
    @Actor
    public void first() {
      x.set(1);
    }

    /**
     * Sees x, tells the third.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = x.read();
      y.setRelease(1);
    }

    /**
     * Hears the second, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      r.r2 = y.read();
      MemoryBarriers.rmb();
      r.r3 = x.read();
    }
  }

  /** The same, broken; two threads play all parts, so that two processors can show it. */
  @JCStressTest
  @JCStressMeta(WRC_pooncerelease_fencermbonceonce_Once.class)
  @BrokenTwin("the third reads x first")
  @State
  public static class WRC_pooncerelease_fencermbonceonce_Once_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public WRC_pooncerelease_fencermbonceonce_Once_Twin() {}

    /**
     * The first and the second: stores x, sees it, tells the third.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      x.set(1);
      r.r1 = x.read();
      y.setRelease(1);
    }

    /**
     * Reads x, hears the second a moment later.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r3 = x.read();
      Moment.pass();
      r.r2 = y.read();
    }
  }

  /** Without order. */
  @JCStressTest
  @KernelLitmus(name = "WRC+poonceonces+Once", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The third heard from the second, which had seen x, and did not see it.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class WRC_poonceonces_Once {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public WRC_poonceonces_Once() {}

    /** Stores x. */
    @Actor
    public void first() {
      x.set(1);
    }

    /**
     * Sees x, tells the third.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = x.read();
      y.set(1);
    }

    /**
     * Hears the second, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      r.r2 = y.read();
      r.r3 = x.read();
    }
  }
}
