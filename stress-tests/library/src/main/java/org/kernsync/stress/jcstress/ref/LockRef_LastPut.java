package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.LockRef;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepLockRef;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is one of two puts the last, and does that one have the lock? Two threads give back the two
 * references that there are. Who has given back reports 1, who has the lock instead reports 0.
 */
@JCStressTest
@Outcome(
    id = {"1, 0", "0, 1"},
    expect = ACCEPTABLE,
    desc = "The second one holds the lock.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Nobody was the last.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both hold the lock.")
@State
public class LockRef_LastPut {
  private final LockRef ref = new LockRef(2);

  /** Made anew for each attempt. */
  public LockRef_LastPut() {}

  /**
   * Puts.
   *
   * @param r what is observed
   */
  @Actor
  public void first(II_Result r) {
    r.r1 = ref.putOrLock() ? 1 : 0;
  }

  /**
   * Puts.
   *
   * @param r what is observed
   */
  @Actor
  public void second(II_Result r) {
    r.r2 = ref.putOrLock() ? 1 : 0;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(LockRef_LastPut.class)
  @BrokenTwin("counts in two steps")
  @State
  public static class Twin {
    private final TwoStepLockRef ref = new TwoStepLockRef(2);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Puts.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = ref.putOrLock() ? 1 : 0;
    }

    /**
     * Puts.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = ref.putOrLock() ? 1 : 0;
    }
  }
}
