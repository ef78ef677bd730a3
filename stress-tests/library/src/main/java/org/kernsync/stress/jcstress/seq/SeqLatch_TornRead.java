package org.kernsync.stress.jcstress.seq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.seq.SeqLatch;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OneCopySequenceLatch;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a reader that never waits get whole writes only? One thread writes both copies of two plain
 * fields; the other reads the copy that it is told to.
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
public class SeqLatch_TornRead {
  private final SeqLatch latch = new SeqLatch();
  private final int[] x = new int[2];
  private final int[] y = new int[2];

  /** Made anew for each attempt. */
  public SeqLatch_TornRead() {}

  /** Writes both copies, one after the other, slowly. */
  @Actor
  public void writer() {
    latch.writeBegin();
    x[0] = 1;
    RecycledBox.pause();
    y[0] = 1;
    latch.writeSecond();
    x[1] = 1;
    y[1] = 1;
    latch.writeEnd();
  }

  /**
   * Reads one copy, in the other order, until it fits.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    int start;
    do {
      start = latch.readBegin();
      int copy = SeqLatch.copyOf(start);
      r.r1 = y[copy];
      r.r2 = x[copy];
    } while (latch.readRetry(start));
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(SeqLatch_TornRead.class)
  @BrokenTwin("readers stay with copy 0 while it is written")
  @State
  public static class Twin {
    private final OneCopySequenceLatch latch = new OneCopySequenceLatch();
    private final int[] x = new int[2];
    private final int[] y = new int[2];

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both copies, one after the other, slowly. */
    @Actor
    public void writer() {
      latch.writeBegin();
      x[0] = 1;
      RecycledBox.pause();
      y[0] = 1;
      latch.writeSecond();
      x[1] = 1;
      y[1] = 1;
    }

    /**
     * Reads one copy, in the other order, until it fits.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      int start;
      do {
        start = latch.readBegin();
        int copy = latch.copyOf(start);
        r.r1 = y[copy];
        r.r2 = x[copy];
      } while (latch.readRetry(start));
    }
  }
}
