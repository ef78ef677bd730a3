package org.kernsync.stress.jcstress.seq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.seq.SeqLock;
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
 * Does a reader between two writers get one whole write? Each writes its number to two plain
 * fields.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1", "2, 2"},
    expect = ACCEPTABLE,
    desc = "All of one write, or none.")
@Outcome(expect = FORBIDDEN, desc = "Parts of two.")
@State
public class SeqLock_WriterReaderWriter {
  private final SeqLock lock = new SeqLock();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public SeqLock_WriterReaderWriter() {}

  /** Writes 1, at the reader's pace. */
  @Actor
  public void one() {
    RecycledBox.pause();
    lock.writeLock();
    x = 1;
    y = 1;
    lock.writeUnlock();
  }

  /**
   * Copies both until they fit.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    int start;
    do {
      start = lock.readBegin();
      r.r1 = y;
      RecycledBox.pause();
      r.r2 = x;
    } while (lock.readRetry(start));
  }

  /** Writes 2, later. */
  @Actor
  public void two() {
    RecycledBox.pause();
    RecycledBox.pause();
    lock.writeLock();
    x = 2;
    y = 2;
    lock.writeUnlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(SeqLock_WriterReaderWriter.class)
  @BrokenTwin("never looks again")
  @State
  public static class Twin {
    private final TrustingSequenceLock lock = new TrustingSequenceLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes 1, at the reader's pace. */
    @Actor
    public void one() {
      RecycledBox.pause();
      lock.writeLock();
      x = 1;
      y = 1;
      lock.writeUnlock();
    }

    /**
     * Copies both until they fit.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      long start;
      do {
        start = lock.readBegin();
        r.r1 = y;
        RecycledBox.pause();
        r.r2 = x;
      } while (lock.readRetry(start));
    }

    /** Writes 2, later. */
    @Actor
    public void two() {
      RecycledBox.pause();
      RecycledBox.pause();
      lock.writeLock();
      x = 2;
      y = 2;
      lock.writeUnlock();
    }
  }
}
