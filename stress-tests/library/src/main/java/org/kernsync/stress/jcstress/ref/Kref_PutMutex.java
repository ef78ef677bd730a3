package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.Kref;
import org.kernsync.sleep.Mutex;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Is what is found under the mutex alive? The last put takes it out of the table under the mutex,
 * the other thread looks it up under it.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Not found.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Found, alive.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Found, dead.")
@State
public class Kref_PutMutex {
  private final Mutex lock = new Mutex();
  private final Kref reference = new Kref();
  private boolean inTable = true;

  /** Made anew for each attempt. */
  public Kref_PutMutex() {}

  /** Puts the last. */
  @Actor
  public void owner() {
    reference.putMutex(lock, () -> inTable = false);
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
      r.r1 = reference.getUnlessZero() ? 1 : 2;
    }
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Kref_PutMutex.class)
  @BrokenTwin("the release takes the mutex itself")
  @State
  public static class Twin {
    private final Mutex lock = new Mutex();
    private final Kref reference = new Kref();
    private boolean inTable = true;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Puts, and locks in the release. */
    @Actor
    public void owner() {
      reference.put(
          () -> {
            lock.lock();
            inTable = false;
            lock.unlock();
          });
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
        r.r1 = reference.getUnlessZero() ? 1 : 2;
      }
      lock.unlock();
    }
  }
}
