package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.RefCount;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepSaturatingCount;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a count that ran over stay saturated? At the largest count one thread takes one more and the
 * other gives one back: either it fits, or the count is saturated, for ever.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Given back first: the largest count again.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Ran over: saturated.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Ran over, and counts on.")
@State
public class RefCount_Saturation {
  private final RefCount count = new RefCount(RefCount.MAX);
  private volatile boolean over;
  private volatile boolean last;

  /** Made anew for each attempt. */
  public RefCount_Saturation() {}

  /** Takes one more. */
  @Actor
  public void taker() {
    try {
      count.inc();
    } catch (IllegalStateException ranOver) {
      over = true;
    }
  }

  /** Gives one back. */
  @Actor
  public void giver() {
    try {
      last = count.decAndTest();
    } catch (IllegalStateException saturated) {
      over = true;
    }
  }

  /**
   * Looks at the count.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(I_Result r) {
    int left = count.read();
    if (left < 0 && !last) {
      r.r1 = 2;
    } else {
      r.r1 = left == RefCount.MAX && !over ? 1 : 0;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RefCount_Saturation.class)
  @BrokenTwin("reads, then writes, when it saturates as well")
  @State
  public static class Twin {
    private final TwoStepSaturatingCount count = new TwoStepSaturatingCount(RefCount.MAX);
    private volatile boolean over;
    private volatile boolean last;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Takes one more. */
    @Actor
    public void taker() {
      try {
        count.inc();
      } catch (IllegalStateException ranOver) {
        over = true;
      }
    }

    /** Gives one back. */
    @Actor
    public void giver() {
      try {
        last = count.decAndTest();
      } catch (IllegalStateException saturated) {
        over = true;
      }
    }

    /**
     * Looks at the count.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(I_Result r) {
      int left = count.read();
      if (left < 0 && !last) {
        r.r1 = 2;
      } else {
        r.r1 = left == RefCount.MAX && !over ? 1 : 0;
      }
    }
  }
}
