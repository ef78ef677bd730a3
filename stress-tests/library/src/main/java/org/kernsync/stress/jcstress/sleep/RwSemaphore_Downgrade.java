package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.RwSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.GappyReadWriteLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a writer that becomes a reader keep other writers out in between? What it wrote is what it
 * reads after the downgrade; another writer waits with something else.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Nobody was inside in between.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "The other writer came in between.")
@State
public class RwSemaphore_Downgrade {
  private final RwSemaphore lock = new RwSemaphore();
  private int x;

  /** Made anew for each attempt. */
  public RwSemaphore_Downgrade() {}

  /**
   * Writes, becomes a reader, and reads.
   *
   * @param r what is observed
   */
  @Actor
  public void downgrader(I_Result r) {
    lock.downWrite();
    x = 1;
    RecycledBox.pause();
    lock.downgradeWrite();
    r.r1 = x;
    lock.upRead();
  }

  /** Writes something else. */
  @Actor
  public void writer() {
    lock.downWrite();
    x = 2;
    lock.upWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RwSemaphore_Downgrade.class)
  @BrokenTwin("everybody may come in before it is back as a reader")
  @State
  public static class Twin {
    private final GappyReadWriteLock lock = new GappyReadWriteLock();
    private int x;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Writes, becomes a reader, and reads.
     *
     * @param r what is observed
     */
    @Actor
    public void downgrader(I_Result r) {
      lock.writeLock();
      x = 1;
      RecycledBox.pause();
      lock.downgrade();
      r.r1 = x;
      lock.readUnlock();
    }

    /** Writes something else. */
    @Actor
    public void writer() {
      lock.writeLock();
      x = 2;
      lock.writeUnlock();
    }
  }
}
