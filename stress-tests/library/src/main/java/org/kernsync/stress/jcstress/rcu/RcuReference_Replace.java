package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Is each former value returned once? Two threads replace the value, each with one of its own. */
@JCStressTest
@Outcome(
    id = {"0, 1, 2", "2, 0, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "Both took the place of the same.")
@State
public class RcuReference_Replace {
  private final RcuReference<Integer> reference = new RcuReference<>();

  /** Made anew for each attempt. */
  public RcuReference_Replace() {
    reference.assign(0);
  }

  /**
   * Replaces it with 1.
   *
   * @param r what is observed
   */
  @Actor
  public void first(III_Result r) {
    r.r1 = reference.replace(1);
  }

  /**
   * Replaces it with 2.
   *
   * @param r what is observed
   */
  @Actor
  public void second(III_Result r) {
    r.r2 = reference.replace(2);
  }

  /**
   * Looks what is there.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(III_Result r) {
    r.r3 = reference.dereference();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RcuReference_Replace.class)
  @BrokenTwin("reads the former value, then writes the next")
  @State
  public static class Twin {
    private final TwoStepReference<Integer> reference = new TwoStepReference<>();

    /** Made anew for each attempt. */
    public Twin() {
      reference.assign(0);
    }

    /**
     * Replaces it with 1.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      r.r1 = reference.replace(1);
    }

    /**
     * Replaces it with 2.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r2 = reference.replace(2);
    }

    /**
     * Looks what is there.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = reference.dereference();
    }
  }
}
