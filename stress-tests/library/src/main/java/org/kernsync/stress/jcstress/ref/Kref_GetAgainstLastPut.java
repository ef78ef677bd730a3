package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.Kref;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.RevivingRefCount;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Can a reference be got of what is being released? One thread puts the last, the other gets one if
 * it can and looks whether the object is released.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Not got.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Got, and alive.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Got, and released.")
@State
public class Kref_GetAgainstLastPut {
  private final Kref reference = new Kref();
  private volatile boolean released;

  /** Made anew for each attempt. */
  public Kref_GetAgainstLastPut() {}

  /** Puts the last. */
  @Actor
  public void owner() {
    reference.put(() -> released = true);
  }

  /**
   * Gets one if it can.
   *
   * @param r what is observed
   */
  @Actor
  public void finder(I_Result r) {
    if (reference.getUnlessZero()) {
      r.r1 = released ? 2 : 1;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Kref_GetAgainstLastPut.class)
  @BrokenTwin("a conditional get that does not ask")
  @State
  public static class Twin {
    private final RevivingRefCount reference = new RevivingRefCount(1);
    private volatile boolean released;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Puts the last. */
    @Actor
    public void owner() {
      if (reference.decAndTest()) {
        released = true;
      }
    }

    /**
     * Gets one in any case.
     *
     * @param r what is observed
     */
    @Actor
    public void finder(I_Result r) {
      if (reference.incNotZero()) {
        r.r1 = released ? 2 : 1;
      }
    }
  }
}
