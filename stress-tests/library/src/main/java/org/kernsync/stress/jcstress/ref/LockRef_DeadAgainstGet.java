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
 * Is what was declared dead under the lock, since nobody had it, got by nobody? One thread looks
 * and declares it, the other gets one unless it is dead.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "Dead, or got.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Dead, and got.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Neither.")
@State
public class LockRef_DeadAgainstGet {
  private final LockRef ref = new LockRef(0);

  /** Made anew for each attempt. */
  public LockRef_DeadAgainstGet() {}

  /**
   * Declares it dead if nobody has it.
   *
   * @param r what is observed
   */
  @Actor
  public void pruner(ZZ_Result r) {
    ref.lock();
    if (ref.read() == 0) {
      ref.markDead();
      r.r1 = true;
    }
    ref.unlock();
  }

  /**
   * Gets one unless it is dead.
   *
   * @param r what is observed
   */
  @Actor
  public void finder(ZZ_Result r) {
    r.r2 = ref.getNotDead();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(LockRef_DeadAgainstGet.class)
  @BrokenTwin("looks before it has the lock")
  @State
  public static class Twin {
    private final LockRef ref = new LockRef(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Looks, then locks and declares it dead.
     *
     * @param r what is observed
     */
    @Actor
    public void pruner(ZZ_Result r) {
      if (ref.read() == 0) {
        ref.lock();
        ref.markDead();
        ref.unlock();
        r.r1 = true;
      }
    }

    /**
     * Gets one unless it is dead.
     *
     * @param r what is observed
     */
    @Actor
    public void finder(ZZ_Result r) {
      r.r2 = ref.getNotDead();
    }
  }
}
