package org.kernsync.stress.jcstress.seq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.seq.SeqCount;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TrustingSequenceLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a reader get whole writes only? One thread, the only writer, writes two plain fields in a
 * section; the other copies them until it is told not to retry.
 *
 * <p>On x86 this cannot see a missing storeStore, since the processor adds it.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer was first, and all of it is seen.")
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = FORBIDDEN,
    desc = "Half of a write is seen.")
@State
public class SeqCount_TornRead {
  private final SeqCount count = new SeqCount();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public SeqCount_TornRead() {}

  /** Writes both fields in a section, at the reader's pace. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    count.writeBegin();
    x = 1;
    y = 1;
    count.writeEnd();
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
      start = count.readBegin();
      r.r1 = y;
      RecycledBox.pause();
      r.r2 = x;
    } while (count.readRetry(start));
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(SeqCount_TornRead.class)
  @BrokenTwin("never looks again")
  @State
  public static class Twin {
    private final TrustingSequenceLock count = new TrustingSequenceLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both fields in a section, at the reader's pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      count.writeLock();
      x = 1;
      y = 1;
      count.writeUnlock();
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
        start = count.readBegin();
        r.r1 = y;
        RecycledBox.pause();
        r.r2 = x;
      } while (count.readRetry(start));
    }
  }
}
