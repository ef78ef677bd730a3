package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.RefCount;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Does the last reference stay with one? Two threads give back the two that there are, each if it
 * is not the last.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "One of them keeps its own.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Both are given back.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Neither is.")
@State
public class RefCount_NotTheLast {
  private final RefCount count = new RefCount(2);

  /** Made anew for each attempt. */
  public RefCount_NotTheLast() {}

  /**
   * Gives back if it is not the last.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZ_Result r) {
    r.r1 = count.decNotOne();
  }

  /**
   * Gives back if it is not the last.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZ_Result r) {
    r.r2 = count.decNotOne();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RefCount_NotTheLast.class)
  @BrokenTwin("looks, then gives back")
  @State
  public static class Twin {
    private final RefCount count = new RefCount(2);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Looks, then gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZ_Result r) {
      if (count.read() > 1) {
        count.decAndTest();
        r.r1 = true;
      }
    }

    /**
     * Looks, then gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZ_Result r) {
      if (count.read() > 1) {
        count.decAndTest();
        r.r2 = true;
      }
    }
  }
}
