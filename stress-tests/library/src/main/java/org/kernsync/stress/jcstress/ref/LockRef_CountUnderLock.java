package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.LockRef;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HeedlessLockRef;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a holder of the lock have the count for himself? One thread counts under the lock, where
 * that is a read and a write; another counts without the lock.
 */
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "Both were counted.")
@Outcome(expect = FORBIDDEN, desc = "One was lost.")
@State
public class LockRef_CountUnderLock {
  private final LockRef ref = new LockRef(1);

  /** Made anew for each attempt. */
  public LockRef_CountUnderLock() {}

  /** Counts under the lock. */
  @Actor
  public void holder() {
    ref.lock();
    ref.getLocked();
    ref.unlock();
  }

  /** Counts. */
  @Actor
  public void other() {
    ref.get();
  }

  /**
   * Looks, when both are done.
   *
   * @param r what is observed
   */
  @Arbiter
  public void after(I_Result r) {
    r.r1 = ref.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(LockRef_CountUnderLock.class)
  @BrokenTwin("counts beside the holder")
  @State
  public static class Twin {
    private final HeedlessLockRef ref = new HeedlessLockRef(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Counts under the lock. */
    @Actor
    public void holder() {
      ref.lock();
      ref.getLocked();
      ref.unlock();
    }

    /** Counts. */
    @Actor
    public void other() {
      ref.get();
    }

    /**
     * Looks, when both are done.
     *
     * @param r what is observed
     */
    @Arbiter
    public void after(I_Result r) {
      r.r1 = ref.read();
    }
  }
}
