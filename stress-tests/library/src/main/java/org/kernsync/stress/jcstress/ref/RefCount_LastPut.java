package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.RefCount;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepRefCount;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Is one of two the last? Two threads give back the two references that there are. */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "The second one.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Released twice.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Never released.")
@State
public class RefCount_LastPut {
  private final RefCount count = new RefCount(2);

  /** Made anew for each attempt. */
  public RefCount_LastPut() {}

  /**
   * Gives back.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZ_Result r) {
    r.r1 = count.decAndTest();
  }

  /**
   * Gives back.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZ_Result r) {
    r.r2 = count.decAndTest();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RefCount_LastPut.class)
  @BrokenTwin("counts in two steps")
  @State
  public static class Twin {
    private final TwoStepRefCount count = new TwoStepRefCount(2);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZ_Result r) {
      r.r1 = count.decAndTest();
    }

    /**
     * Gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZ_Result r) {
      r.r2 = count.decAndTest();
    }
  }
}
