package org.kernsync.stress.jcstress.seq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.seq.SeqCount;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.SilentSequenceLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a write barrier keep apart what stands before it and behind it? The reader looks first at
 * what is written first. It reports -1 if it was told to retry.
 */
@JCStressTest
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "A barrier came.")
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = ACCEPTABLE,
    desc = "Neither, or both.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first without the second.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "The second without the first.")
@State
public class SeqCount_WriteBarrier {
  private final SeqCount count = new SeqCount();
  private volatile int first;
  private volatile int second;

  /** Made anew for each attempt. */
  public SeqCount_WriteBarrier() {}

  /** Writes on both sides of the barrier. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    first = 1;
    count.writeBarrier();
    second = 1;
  }

  /**
   * Reads both in a section, once.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    int start = count.readBegin();
    r.r1 = first;
    RecycledBox.pause();
    r.r2 = second;
    if (count.readRetry(start)) {
      r.r1 = -1;
      r.r2 = -1;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(SeqCount_WriteBarrier.class)
  @BrokenTwin("the barrier does not count")
  @State
  public static class Twin {
    private final SilentSequenceLock count = new SilentSequenceLock();
    private volatile int first;
    private volatile int second;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes on both sides of an empty section. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      first = 1;
      count.writeLock();
      count.writeUnlock();
      second = 1;
    }

    /**
     * Reads both in a section, once.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      long start = count.readBegin();
      r.r1 = first;
      RecycledBox.pause();
      r.r2 = second;
      if (count.readRetry(start)) {
        r.r1 = -1;
        r.r2 = -1;
      }
    }
  }
}
