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
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Does a count stay above zero? Two threads take one if that is possible, and one is there. Who
 * gets none is told so by a negative number.
 */
@JCStressTest
@Outcome(
    id = {"0, -1, 0", "-1, 0, 0"},
    expect = ACCEPTABLE,
    desc = "One of them has it.")
@Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "Both have it.")
@Outcome(id = ".*, .*, -1", expect = FORBIDDEN, desc = "Fewer than none.")
@State
public class AtomicInt32_DecIfPositive {
  private final AtomicInt32 value = new AtomicInt32(1);

  /** Made anew for each attempt. */
  public AtomicInt32_DecIfPositive() {}

  /**
   * Takes one.
   *
   * @param r what is observed
   */
  @Actor
  public void first(III_Result r) {
    r.r1 = value.decIfPositive();
  }

  /**
   * Takes one.
   *
   * @param r what is observed
   */
  @Actor
  public void second(III_Result r) {
    r.r2 = value.decIfPositive();
  }

  /**
   * Looks at what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(III_Result r) {
    r.r3 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt32_DecIfPositive.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt32 value = new TwoStepInt32(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Takes one.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      r.r1 = value.decIfPositive();
    }

    /**
     * Takes one.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r2 = value.decIfPositive();
    }

    /**
     * Looks at what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = value.read();
    }
  }
}
