package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.RwSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.LeakyReadWriteLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does anything change while a reader is inside? It looks twice; a writer comes at about that time.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing changes while the reader is inside.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "The writer was inside, too.")
@State
public class RwSemaphore_Exclusion {
  private final RwSemaphore lock = new RwSemaphore();
  private volatile int changes;

  /** Made anew for each attempt. */
  public RwSemaphore_Exclusion() {}

  /**
   * Looks twice inside.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(I_Result r) {
    lock.downRead();
    int before = changes;
    RecycledBox.pause();
    r.r1 = changes - before;
    lock.upRead();
  }

  /** Changes it inside, a little later. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    lock.downWrite();
    changes = 1;
    lock.upWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RwSemaphore_Exclusion.class)
  @BrokenTwin("a writer leaves a permit over, for a reader beside it")
  @State
  public static class Twin {
    private final LeakyReadWriteLock lock = new LeakyReadWriteLock();
    private volatile int changes;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Looks twice inside.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(I_Result r) {
      lock.readLock();
      int before = changes;
      RecycledBox.pause();
      r.r1 = changes - before;
      lock.readUnlock();
    }

    /** Changes it inside, a little later. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      lock.writeLock();
      changes = 1;
      lock.writeUnlock();
    }
  }
}
