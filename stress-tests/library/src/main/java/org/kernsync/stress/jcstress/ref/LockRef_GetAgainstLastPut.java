package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.LockRef;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Can a reference be got once the last was given back? One thread gives it back under the lock, the
 * other gets one if there is any.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "The last one, or got in time.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Got after the last.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Neither.")
@State
public class LockRef_GetAgainstLastPut {
  private final LockRef ref = new LockRef(1);

  /** Made anew for each attempt. */
  public LockRef_GetAgainstLastPut() {}

  /**
   * Gives back.
   *
   * @param r what is observed
   */
  @Actor
  public void owner(ZZ_Result r) {
    if (!ref.putOrLock()) {
      r.r1 = ref.putLocked() == 0;
      ref.unlock();
    }
  }

  /**
   * Gets one if there is any.
   *
   * @param r what is observed
   */
  @Actor
  public void finder(ZZ_Result r) {
    r.r2 = ref.getNotZero();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(LockRef_GetAgainstLastPut.class)
  @BrokenTwin("looks, then gets")
  @State
  public static class Twin {
    private final LockRef ref = new LockRef(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void owner(ZZ_Result r) {
      if (!ref.putOrLock()) {
        r.r1 = ref.putLocked() == 0;
        ref.unlock();
      }
    }

    /**
     * Looks, then gets.
     *
     * @param r what is observed
     */
    @Actor
    public void finder(ZZ_Result r) {
      if (ref.read() > 0) {
        ref.get();
        r.r2 = true;
      }
    }
  }
}
