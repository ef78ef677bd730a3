package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepInt32;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Are relaxed operations atomic, too? One thread increments, which returns nothing and orders
 * nothing, the other adds, relaxed.
 */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both are there.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "One is lost.")
@State
public class AtomicInt32_RelaxedAdds {
  private final AtomicInt32 value = new AtomicInt32(0);

  /** Made anew for each attempt. */
  public AtomicInt32_RelaxedAdds() {}

  /** Increments. */
  @Actor
  public void first() {
    value.inc();
  }

  /** Adds one, relaxed. */
  @Actor
  public void second() {
    value.fetchAddRelaxed(1);
  }

  /**
   * Looks at the sum.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(I_Result r) {
    r.r1 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt32_RelaxedAdds.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt32 value = new TwoStepInt32(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Increments. */
    @Actor
    public void first() {
      value.inc();
    }

    /** Adds one, relaxed. */
    @Actor
    public void second() {
      value.fetchAddRelaxed(1);
    }

    /**
     * Looks at the sum.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = value.read();
    }
  }
}
