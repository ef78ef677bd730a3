package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.RefCount;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Is what is found under the lock alive? One thread gives the last reference back, and takes the
 * object out of the table under the lock; the other looks it up under the lock.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Not found.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Found, alive.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Found, dead.")
@State
public class RefCount_DecAndLock {
  private final TicketSpinLock lock = new TicketSpinLock();
  private final RefCount count = new RefCount(1);
  private boolean inTable = true;

  /** Made anew for each attempt. */
  public RefCount_DecAndLock() {}

  /** Gives back. */
  @Actor
  public void owner() {
    if (count.decAndLock(lock)) {
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
  @JCStressMeta(RefCount_DecAndLock.class)
  @BrokenTwin("gives back before it has the lock")
  @State
  public static class Twin {
    private final TicketSpinLock lock = new TicketSpinLock();
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
