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
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Does the condition of a conditional addition hold when it adds? Two threads add one unless it is
 * there already.
 */
@JCStressTest
@Outcome(
    id = {"true, false, 1", "false, true, 1"},
    expect = ACCEPTABLE,
    desc = "One of them.")
@Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "Both were told that they have added.")
@Outcome(id = "false, false, .*", expect = FORBIDDEN, desc = "Neither has.")
@State
public class AtomicInt32_AddUnless {
  private final AtomicInt32 value = new AtomicInt32(0);

  /** Made anew for each attempt. */
  public AtomicInt32_AddUnless() {}

  /**
   * Adds one unless it is one.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZI_Result r) {
    r.r1 = value.addUnless(1, 1);
  }

  /**
   * Adds one unless it is one.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZI_Result r) {
    r.r2 = value.addUnless(1, 1);
  }

  /**
   * Looks at the end.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZZI_Result r) {
    r.r3 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt32_AddUnless.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt32 value = new TwoStepInt32(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Adds one unless it is one.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZI_Result r) {
      r.r1 = value.addUnless(1, 1);
    }

    /**
     * Adds one unless it is one.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZI_Result r) {
      r.r2 = value.addUnless(1, 1);
    }

    /**
     * Looks at the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZZI_Result r) {
      r.r3 = value.read();
    }
  }
}
