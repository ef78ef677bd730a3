package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.RefCount;
import org.kernsync.sleep.Mutex;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The same with a mutex: is what is found under it alive? */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Not found.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Found, alive.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Found, dead.")
@State
public class RefCount_DecAndMutexLock {
  private final Mutex lock = new Mutex();
  private final RefCount count = new RefCount(1);
  private boolean inTable = true;

  /** Made anew for each attempt. */
  public RefCount_DecAndMutexLock() {}

  /** Gives back. */
  @Actor
  public void owner() {
    if (count.decAndMutexLock(lock)) {
      inTable = false;
      lock.unlock();
    }
  }

  /**
   * Looks it up.
   *
   * @param r what is observed
   */
  @Actor
  public void finder(I_Result r) {
    lock.lock();
    if (inTable) {
      r.r1 = count.incNotZero() ? 1 : 2;
    }
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RefCount_DecAndMutexLock.class)
  @BrokenTwin("gives back before it has the mutex")
  @State
  public static class Twin {
    private final Mutex lock = new Mutex();
    private final RefCount count = new RefCount(1);
    private boolean inTable = true;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gives back, then locks. */
    @Actor
    public void owner() {
      if (count.decAndTest()) {
        lock.lock();
        inTable = false;
        lock.unlock();
      }
    }

    /**
     * Looks it up.
     *
     * @param r what is observed
     */
    @Actor
    public void finder(I_Result r) {
      lock.lock();
      if (inTable) {
        r.r1 = count.incNotZero() ? 1 : 2;
      }
      lock.unlock();
    }
  }
}
