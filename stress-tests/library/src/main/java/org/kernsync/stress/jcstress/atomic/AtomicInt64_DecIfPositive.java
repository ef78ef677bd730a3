package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt64;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepInt64;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

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
public class AtomicInt64_DecIfPositive {
  private final AtomicInt64 value = new AtomicInt64(1);

  /** Made anew for each attempt. */
  public AtomicInt64_DecIfPositive() {}

  /**
   * Takes one.
   *
   * @param r what is observed
   */
  @Actor
  public void first(JJJ_Result r) {
    r.r1 = value.decIfPositive();
  }

  /**
   * Takes one.
   *
   * @param r what is observed
   */
  @Actor
  public void second(JJJ_Result r) {
    r.r2 = value.decIfPositive();
  }

  /**
   * Looks at what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(JJJ_Result r) {
    r.r3 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt64_DecIfPositive.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt64 value = new TwoStepInt64(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Takes one.
     *
     * @param r what is observed
     */
    @Actor
    public void first(JJJ_Result r) {
      r.r1 = value.decIfPositive();
    }

    /**
     * Takes one.
     *
     * @param r what is observed
     */
    @Actor
    public void second(JJJ_Result r) {
      r.r2 = value.decIfPositive();
    }

    /**
     * Looks at what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(JJJ_Result r) {
      r.r3 = value.read();
    }
  }
}
