package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.RefCount;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.RevivingRefCount;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Can a reference be got once the last was given back? One thread gives it back, the other asks for
 * one.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "Dead and not got, or got in time.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Got from the dead.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Neither dead nor got.")
@State
public class RefCount_GetAgainstLastPut {
  private final RefCount count = new RefCount(1);

  /** Made anew for each attempt. */
  public RefCount_GetAgainstLastPut() {}

  /**
   * Gives back.
   *
   * @param r what is observed
   */
  @Actor
  public void owner(ZZ_Result r) {
    r.r1 = count.decAndTest();
  }

  /**
   * Asks for one.
   *
   * @param r what is observed
   */
  @Actor
  public void finder(ZZ_Result r) {
    r.r2 = count.incNotZero();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RefCount_GetAgainstLastPut.class)
  @BrokenTwin("a conditional increment that does not ask")
  @State
  public static class Twin {
    private final RevivingRefCount count = new RevivingRefCount(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void owner(ZZ_Result r) {
      r.r1 = count.decAndTest();
    }

    /**
     * Asks for one.
     *
     * @param r what is observed
     */
    @Actor
    public void finder(ZZ_Result r) {
      r.r2 = count.incNotZero();
    }
  }
}
