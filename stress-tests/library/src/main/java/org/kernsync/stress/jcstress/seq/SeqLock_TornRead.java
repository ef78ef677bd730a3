package org.kernsync.stress.jcstress.seq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.seq.SeqLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TrustingSequenceLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a reader that keeps nobody out get whole writes only? One thread writes two plain fields in
 * a section, the other copies them until it is told not to retry. Nothing but the fences keeps the
 * compiler from moving the plain reads out of the section.
 *
 * <p>On x86 this cannot see a missing storeStore, since the processor adds it; the twin is red
 * because it never looks again.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer was first, and all of it is seen.")
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = FORBIDDEN,
    desc = "Half of a write is seen.")
@State
public class SeqLock_TornRead {
  private final SeqLock lock = new SeqLock();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public SeqLock_TornRead() {}

  /** Writes both fields in a section. */
  @Actor
  public void writer() {
    lock.writeLock();
    x = 1;
    y = 1;
    lock.writeUnlock();
  }

  /**
   * Copies both fields, in the other order, until they fit.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    int start;
    do {
      start = lock.readBegin();
      r.r1 = y;
      r.r2 = x;
    } while (lock.readRetry(start));
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(SeqLock_TornRead.class)
  @BrokenTwin("never looks again")
  @State
  public static class Twin {
    private final TrustingSequenceLock lock = new TrustingSequenceLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both fields in a section. */
    @Actor
    public void writer() {
      lock.writeLock();
      x = 1;
      y = 1;
      lock.writeUnlock();
    }

    /**
     * Copies both fields, in the other order, until they fit.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      long start;
      do {
        start = lock.readBegin();
        r.r1 = y;
        r.r2 = x;
      } while (lock.readRetry(start));
    }
  }
}
