package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuCounter;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepPerCpuCounter;
import org.kernsync.stress.jcstress.OneCpu;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Is an add lost where two threads share a stripe? */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both are counted.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "One is lost.")
@State
public class PerCpuCounter_SharedStripe {
  private final PerCpuCounter counter = new PerCpuCounter(0, 32, OneCpu.SHARED);

  /** Made anew for each attempt. */
  public PerCpuCounter_SharedStripe() {}

  /** Adds one. */
  @Actor
  public void first() {
    counter.add(1);
  }

  /** Adds one. */
  @Actor
  public void second() {
    counter.add(1);
  }

  /**
   * Looks at the end.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(J_Result r) {
    r.r1 = counter.sum();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuCounter_SharedStripe.class)
  @BrokenTwin("sharers add as owners do")
  @State
  public static class Twin {
    private final TwoStepPerCpuCounter counter = new TwoStepPerCpuCounter(1, 32);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Adds one. */
    @Actor
    public void first() {
      counter.add(0, 1);
    }

    /** Adds one. */
    @Actor
    public void second() {
      counter.add(0, 1);
    }

    /**
     * Looks at the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(J_Result r) {
      r.r1 = counter.sum();
    }
  }
}
