package org.kernsync.stress.jcstress.seq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.seq.SeqCount;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HastySequenceLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a reader that does not wait for the writer know that it came in the middle of a write? It
 * reports -1 if it was told so at the beginning, -2 if at the end.
 */
@JCStressTest
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "A writer was inside.")
@Outcome(id = "-2, -2", expect = ACCEPTABLE, desc = "A writer came.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer was first, and all of it is seen.")
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = FORBIDDEN,
    desc = "Half of a write is seen.")
@State
public class SeqCount_TryRead {
  private final SeqCount count = new SeqCount();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public SeqCount_TryRead() {}

  /** Writes both fields in a section, slowly. */
  @Actor
  public void writer() {
    count.writeBegin();
    x = 1;
    RecycledBox.pause();
    y = 1;
    count.writeEnd();
  }

  /**
   * Copies both fields, in the other order, once.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    int start = count.tryReadBegin();
    r.r1 = y;
    RecycledBox.pause();
    r.r2 = x;
    if (start == SeqCount.BUSY) {
      r.r1 = -1;
      r.r2 = -1;
    } else if (count.readRetry(start)) {
      r.r1 = -2;
      r.r2 = -2;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(SeqCount_TryRead.class)
  @BrokenTwin("begins while a writer is inside, and finds the same number at the end")
  @State
  public static class Twin {
    private final HastySequenceLock count = new HastySequenceLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both fields in a section, slowly. */
    @Actor
    public void writer() {
      count.writeLock();
      x = 1;
      RecycledBox.pause();
      y = 1;
      count.writeUnlock();
    }

    /**
     * Copies both fields, in the other order, once.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      long start = count.readBegin();
      r.r1 = y;
      RecycledBox.pause();
      r.r2 = x;
      if (count.readRetry(start)) {
        r.r1 = -2;
        r.r2 = -2;
      }
    }
  }
}
