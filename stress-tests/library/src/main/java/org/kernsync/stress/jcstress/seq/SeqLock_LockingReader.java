package org.kernsync.stress.jcstress.seq;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.seq.SeqLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.NaiveSequenceLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a reader with the lock keep writers out? It reads two plain fields once and does not look
 * whether it must retry.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer was first, and all of it is seen.")
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = FORBIDDEN,
    desc = "Half of a write is seen.")
@State
public class SeqLock_LockingReader {
  private final SeqLock lock = new SeqLock();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public SeqLock_LockingReader() {}

  /** Writes both fields in a section, at the reader's pace. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    lock.writeLock();
    x = 1;
    y = 1;
    lock.writeUnlock();
  }

  /**
   * Reads both with the lock, in the other order.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    lock.readLockExclusive();
    r.r1 = y;
    RecycledBox.pause();
    r.r2 = x;
    lock.readUnlockExclusive();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(SeqLock_LockingReader.class)
  @BrokenTwin("the reader waits for the writer that is inside, and keeps none out")
  @State
  public static class Twin {
    private final NaiveSequenceLock lock = new NaiveSequenceLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both fields in a section, at the reader's pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      lock.writeLock();
      x = 1;
      y = 1;
      lock.writeUnlock();
    }

    /**
     * Reads both with the lock, in the other order.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      lock.readBegin();
      r.r1 = y;
      RecycledBox.pause();
      r.r2 = x;
    }
  }
}
